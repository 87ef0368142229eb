//! A manager's week.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases};

both_databases! {
    async fn managers_hear_once_a_week_unless_they_want_it_otherwise(app: TestApp) {
        let cora = app.coordinator().await;
        let weekly = app.delegate("Wilma Weekly").await;
        let each = app.person("Eve Each", |row| row.manager_copies = "each".to_owned()).await;
        let (of_weekly, of_each) = (weekly.id, each.id);
        let ada = app.person("Ada", move |row| row.line_manager_id = Some(of_weekly)).await;
        let ben = app.person("Ben", move |row| row.line_manager_id = Some(of_each)).await;
        app.course(&cora, "introduction", |_| {}).await;
        let (one, other) =
            (app.session(&cora, "introduction", 30, 3, 5).await, app.session(&cora, "introduction", 44, 3, 5).await);
        let booking = app.book(&ada, one, json!({})).await;
        app.book(&ben, one, json!({})).await;
        app.clock.advance(chrono::TimeDelta::hours(1));
        let path = format!("/api/v1/bookings/{}/move", crate::support::catalogue::id_of(&booking));
        app.post(&ada, &path, json!({"session_id": other})).await.expect(200);
        app.run_jobs().await;
        assert!(app.kinds_to(&weekly.email).await.is_empty());
        assert_eq!(app.kinds_to(&each.email).await, ["manager_notice"]);

        // Monday 9 November, 7am in London.
        app.at("2026-11-09T06:59:00Z").await;
        assert!(app.kinds_to(&weekly.email).await.is_empty());
        app.at("2026-11-09T07:00:00Z").await;
        app.at("2026-11-10T07:00:00Z").await;
        assert_eq!(app.kinds_to(&weekly.email).await, ["manager_digest"]);
        assert_eq!(app.kinds_to(&each.email).await, ["manager_notice"]);
        let text = app.last_text_to(&weekly.email);
        for expected in ["Ada", "Introduction", "Monday 2 November 2026", "Sunday 8 November 2026"] {
            assert!(text.contains(expected), "{expected} in\n{text}");
        }
        assert!(!text.contains("zoom.example") && !text.contains("Ben"), "{text}");

        // A week in which nothing happened is not worth a mail.
        app.at("2026-11-16T07:00:00Z").await;
        assert_eq!(app.kinds_to(&weekly.email).await, ["manager_digest"]);
    }
}
