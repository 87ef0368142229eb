//! Registers that nobody finishes: whom they are asked of, and when.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

fn of<'k>(kinds: &'k [String], wanted: &[&str]) -> Vec<&'k str> {
    kinds.iter().map(String::as_str).filter(|kind| wanted.contains(kind)).collect()
}

const ASKING: [&str; 2] = ["register_wanted", "register_overdue"];

both_databases! {
    async fn an_open_register_is_asked_for_twice_and_then_the_coordinators_hear_each_once(app: TestApp) {
        // Over on Tuesday 10 November 2026 at noon.
        let class = Class::of(&app, &["Ada", "Ben"]).await;
        app.at("2026-11-10T12:00:00Z").await;
        app.at("2026-11-11T06:59:00Z").await;
        let kinds = async |email: &str| app.kinds_to(email).await;
        assert!(of(&kinds(&class.tess.email).await, &ASKING).is_empty(), "not on the day itself");
        app.at("2026-11-11T07:00:00Z").await;
        app.at("2026-11-13T07:00:00Z").await;
        assert_eq!(of(&kinds(&class.tess.email).await, &ASKING), ["register_wanted"], "once");
        let text = app.last_text_to(&class.tess.email);
        assert!(text.contains("Waiting for their result: 2"), "{text}");
        assert!(text.contains(&format!("/sessions/{}/attendance", class.session)), "{text}");
        // Three working days on: Monday 16 November, and three more: Thursday 19 November.
        app.at("2026-11-16T07:00:00Z").await;
        app.at("2026-11-18T12:00:00Z").await;
        assert_eq!(of(&kinds(&class.tess.email).await, &ASKING), ["register_wanted", "register_wanted"]);
        assert!(app.last_text_to(&class.tess.email).contains("still not finished"));
        assert!(of(&kinds(&class.cora.email).await, &ASKING).is_empty());
        app.at("2026-11-19T07:00:00Z").await;
        app.at("2026-12-19T07:00:00Z").await;
        assert_eq!(of(&kinds(&class.cora.email).await, &ASKING), ["register_overdue"]);
        assert_eq!(of(&kinds(&class.tess.email).await, &ASKING).len(), 2, "they are not asked a third time");
    }

    async fn a_register_that_is_finished_is_not_asked_for_and_one_opened_again_is_asked_for_anew(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        app.at("2026-11-20T09:00:00Z").await;
        assert!(of(&app.kinds_to(&class.tess.email).await, &ASKING).is_empty());
        // Opened again on Friday 20 November.
        class.reopen(&app).await.expect(200);
        app.run_jobs().await;
        assert!(of(&app.kinds_to(&class.tess.email).await, &ASKING).is_empty(), "it was opened a moment ago");
        app.at("2026-11-23T07:00:00Z").await;
        assert_eq!(of(&app.kinds_to(&class.tess.email).await, &ASKING), ["register_wanted"]);
        assert!(of(&app.kinds_to(&class.cora.email).await, &ASKING).is_empty());
    }

    async fn where_nobody_runs_it_the_coordinators_hear_at_once_and_an_empty_one_is_not_asked_for(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let booked = app.session(&cora, "introduction", 7, 3, 5).await;
        let empty = app.session(&cora, "introduction", 7, 3, 5).await;
        app.book(&ada, booked, json!({})).await;
        app.clock.advance(TimeDelta::days(7));
        app.at("2026-11-11T07:00:00Z").await;
        assert_eq!(of(&app.kinds_to(&cora.email).await, &ASKING), ["register_overdue"]);
        let text = app.last_text_to(&cora.email);
        assert!(text.contains(&booked.to_string()) && !text.contains(&empty.to_string()), "{text}");
        assert!(text.contains("there is nobody to ask for it"), "{text}");
    }
}
