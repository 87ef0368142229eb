//! Requests nobody answers.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases};

both_databases! {
    async fn a_request_is_reminded_of_once_and_goes_from_manager_to_lead_to_coordinators(app: TestApp) {
        let cora = app.coordinator().await;
        let max = app.delegate("Max Manager").await;
        let lena = app.delegate("Lena Lead").await;
        let manager = max.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(manager)).await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&ada, school, false).await;
        app.join(&lena, school, true).await;
        app.course(&cora, "introduction", |body| body["needs_approval"] = true.into()).await;
        let session = app.session(&cora, "introduction", 60, 3, 5).await;
        // Tuesday 3 November, 9am.
        let booking = app.book(&ada, session, json!({"organisation_id": school})).await;
        assert_eq!(booking["state"], "requested");
        app.run_jobs().await;
        assert_eq!(app.kinds_to(&max.email).await, ["approval_wanted"]);

        // Reminded at the end of the second working day, once.
        app.at("2026-11-05T16:59:00Z").await;
        assert_eq!(app.kinds_to(&max.email).await, ["approval_wanted"]);
        app.at("2026-11-05T17:00:00Z").await;
        app.at("2026-11-06T16:59:00Z").await;
        assert_eq!(app.kinds_to(&max.email).await, ["approval_wanted", "approval_reminder"]);
        assert!(app.kinds_to(&lena.email).await.is_empty());

        // Passed on at the end of the third; the lead has three working days of her own, and one reminder.
        app.at("2026-11-06T17:00:00Z").await;
        assert_eq!(app.kinds_to(&lena.email).await, ["approval_wanted"]);
        app.at("2026-11-10T17:00:00Z").await;
        assert_eq!(app.kinds_to(&lena.email).await, ["approval_wanted", "approval_reminder"]);
        assert!(app.kinds_to(&cora.email).await.is_empty());
        app.at("2026-11-11T17:00:00Z").await;
        assert_eq!(app.kinds_to(&cora.email).await, ["approval_wanted"]);
        app.at("2026-11-30T17:00:00Z").await;
        assert_eq!(app.kinds_to(&cora.email).await, ["approval_wanted"]);
        assert_eq!(app.kinds_to(&max.email).await.len(), 2);

        let path = format!("/api/v1/bookings/{}/approve", id_of(&booking));
        app.post(&cora, &path, json!({})).await.expect(200);
        app.run_jobs().await;
        assert_eq!(app.kinds_to(&ada.email).await, ["requested", "approved"]);
    }

    async fn an_answer_in_time_ends_it(app: TestApp) {
        let cora = app.coordinator().await;
        let max = app.delegate("Max Manager").await;
        let manager = max.id;
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(manager)).await;
        app.course(&cora, "introduction", |body| body["needs_approval"] = true.into()).await;
        let session = app.session(&cora, "introduction", 60, 3, 5).await;
        let booking = app.book(&ada, session, json!({})).await;
        let path = format!("/api/v1/bookings/{}/decline", id_of(&booking));
        app.post(&max, &path, json!({"reason": "We need you that day."})).await.expect(200);
        app.at("2026-11-20T17:00:00Z").await;
        assert_eq!(app.kinds_to(&max.email).await, ["approval_wanted"]);
        assert!(app.kinds_to(&cora.email).await.is_empty());
    }
}
