//! What a roster says of what its people have done before, and nothing beyond that.

use serde_json::json;

use crate::support::{app::TestApp, commissions::completed, database::both_databases, register::Class};

both_databases! {
    async fn a_roster_says_which_steps_and_what_is_asked_for_was_done_before(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Abel", "Ben Bright"]).await;
        let ladder = json!({"slug": "city", "name": "City", "rungs": [{"name": "First"}, {"name": "Second"}]});
        app.post(&class.cora, "/api/v1/ladders", ladder).await.expect(201);
        for (slug, rung) in [("introduction", 1), ("development", 2)] {
            if slug == "development" {
                app.course(&class.cora, slug, |_| {}).await;
            }
            let place = json!({"ladder": "city", "rung": rung});
            app.patch(&class.cora, &format!("/api/v1/courses/{slug}"), place).await.expect(200);
        }
        app.course(&class.cora, "first-aid", |_| {}).await;
        app.course(&class.cora, "two-days", |_| {}).await;
        let asks = json!({"prerequisites": [{"any_of": [
            {"kind": "course", "course": "introduction"}, {"kind": "course", "course": "two-days"}]}]});
        app.patch(&class.cora, "/api/v1/courses/development", asks).await.expect(200);
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "a"]).await;
        class.close(&app).await.expect(200);
        for course in ["two-days", "first-aid"] {
            completed(&app, &class.people[0], course).await;
        }
        let later =
            Class::run(&app, class.cora.clone(), class.tess.clone(), "development", &[(30, 3)]).await;
        app.post(&class.people[0], &later.path("bookings"), json!({})).await.expect(201);
        let roster = app.get(&class.tess, &later.path("roster")).await.expect(200).json();
        // First aid is on no step and not asked for: the trainer has no reason to see it.
        assert_eq!(roster["entries"][0]["steps_done"], json!([
            {"course_slug": "introduction", "course_title": "Introduction", "completed_on": "2026-11-10"},
            {"course_slug": "two-days", "course_title": "Two days", "completed_on": "2026-10-11"},
        ]));
        let page = app.browser_of(&class.tess).await.open(&format!("/sessions/{}/roster", later.session)).await;
        let page = page.expect(200).text();
        assert!(page.contains("Done before: Introduction (November 2026), Two days (October 2026)"), "{page}");
    }
}
