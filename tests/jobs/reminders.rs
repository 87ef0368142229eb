//! What people hear before a date.

use serde_json::json;

use crate::support::{app::TestApp, catalogue::id_of, database::both_databases};

fn count(kinds: &[String], kind: &str) -> usize {
    kinds.iter().filter(|one| *one == kind).count()
}

both_databases! {
    async fn a_week_and_a_day_before_people_are_reminded_once(app: TestApp) {
        let (cora, tess) = (app.coordinator().await, app.trainer("Tess Trainer").await);
        let (ada, ben) = (app.delegate("Ada").await, app.delegate("Ben").await);
        app.course(&cora, "introduction", |_| {}).await;
        let trainer = tess.id;
        // Thursday 3 December 2026, 9am.
        let session = app
            .session_with(&cora, "introduction", |body| body["trainer_ids"] = json!([trainer]))
            .await;
        app.book(&ada, session, json!({})).await;
        let bens = app.book(&ben, session, json!({})).await;
        app.at("2026-11-26T08:59:00Z").await;
        assert_eq!(app.kinds_to(&ada.email).await, ["booked"]);
        app.at("2026-11-26T09:00:00Z").await;
        app.at("2026-11-27T09:00:00Z").await;
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "reminder_week"]);
        let text = app.last_text_to(&ada.email);
        assert!(text.contains("https://zoom.example/j/94112233445") && text.contains("Ada"), "{text}");
        app.cancel(&ben, &bens).await;

        // Whoever books in the last week has just read all of it; the day before everybody is reminded.
        let cleo = app.delegate("Cleo").await;
        app.book(&cleo, session, json!({})).await;
        app.at("2026-12-02T08:59:00Z").await;
        assert_eq!(app.kinds_to(&ada.email).await.len(), 2);
        app.at("2026-12-02T09:00:00Z").await;
        app.at("2026-12-02T20:00:00Z").await;
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "reminder_week", "reminder_day"]);
        assert_eq!(app.kinds_to(&cleo.email).await, ["booked", "reminder_day"]);
        assert_eq!(app.kinds_to(&ben.email).await, ["booked", "reminder_week", "booking_cancelled"]);
        assert_eq!(app.kinds_to(&tess.email).await, ["run_session", "roster_tomorrow"]);
        let roster = app.last_text_to(&tess.email);
        assert!(roster.contains("Ada") && roster.contains("Cleo") && !roster.contains("Ben"), "{roster}");
        app.at("2026-12-03T09:00:00Z").await;
        assert_eq!(app.kinds_to(&ada.email).await.len(), 3);
    }

    async fn the_reminder_waits_for_joining_details_and_the_coordinators_are_told(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let draft = app.session_with(&cora, "introduction", |body| {
            body.as_object_mut().expect("an object").remove("joining");
        });
        let session = draft.await;
        app.book(&ada, session, json!({})).await;
        // Thursday 3 December: three working days before is Monday 30 November.
        app.at("2026-11-30T16:59:00Z").await;
        assert!(app.kinds_to(&cora.email).await.is_empty());
        app.at("2026-11-30T17:00:00Z").await;
        app.at("2026-12-01T17:00:00Z").await;
        assert_eq!(app.kinds_to(&cora.email).await, ["joining_details_missing"]);
        app.at("2026-12-02T09:00:00Z").await;
        assert_eq!(count(&app.kinds_to(&ada.email).await, "reminder_day"), 0);

        let joining = json!({"joining": {"url": "https://zoom.example/j/1"}});
        app.patch(&cora, &format!("/api/v1/sessions/{session}"), joining).await.expect(200);
        app.run_jobs().await;
        assert_eq!(count(&app.kinds_to(&ada.email).await, "reminder_day"), 1);
        assert!(app.last_text_to(&ada.email).contains("https://zoom.example/j/1"));
    }

    async fn a_date_that_moves_is_announced_anew_and_one_that_is_called_off_is_not(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        app.book(&ada, session, json!({})).await;
        app.at("2026-11-26T09:00:00Z").await;
        assert_eq!(count(&app.kinds_to(&ada.email).await, "reminder_week"), 1);
        let path = format!("/api/v1/sessions/{session}");
        let now = app.get(&cora, &path).await.expect(200).json();
        let date = id_of(&now["dates"][0]);
        let moved = json!({"dates": [{
            "id": date, "starts_at": "2026-12-17T09:00:00Z", "ends_at": "2026-12-17T12:00:00Z",
        }]});
        app.patch(&cora, &path, moved).await.expect(200);
        app.at("2026-12-10T09:00:00Z").await;
        assert_eq!(count(&app.kinds_to(&ada.email).await, "reminder_week"), 2);

        app.post(&cora, &format!("{path}/cancel"), json!({"reason": "The trainer is ill."})).await.expect(200);
        app.at("2026-12-16T09:00:00Z").await;
        assert_eq!(count(&app.kinds_to(&ada.email).await, "reminder_day"), 0);
    }
}
