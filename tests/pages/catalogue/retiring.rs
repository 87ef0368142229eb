//! Retiring a course on its page: its coming dates are named, and asked about one by one.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, pages::value_of};

both_databases! {
    async fn retiring_a_course_asks_about_each_coming_date(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        app.course(&cora, "introduction", |_| {}).await;
        let (runs, goes) =
            (app.session(&cora, "introduction", 30, 3, 5).await, app.session(&cora, "introduction", 37, 3, 5).await);
        app.post(&ada, &format!("/api/v1/sessions/{goes}/bookings"), json!({})).await.expect(201);
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/introduction";
        let page = browser.open(path).await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let typed = [
            ("title", "Introduction"), ("summary", "What it is about."), ("outcomes", "An action plan"),
            ("duration_minutes", "180"), ("cpd_minutes", "165"), ("capacity", "20"), ("delivery", "zoom"),
            ("enough_percent", "80"), ("notice_days", "3"), ("retired", "yes"), ("revision", revision.as_str()),
        ];
        let asked = browser.submit(path, &typed).await.expect(200).text();
        assert!(asked.contains("2 dates are still to come"), "{asked}");
        assert!(asked.contains("Thursday 3 December 2026") && asked.contains("Thursday 10 December 2026"), "{asked}");
        assert!(asked.contains("1 of its places taken"), "{asked}");
        assert!(app.get_public("/api/v1/courses?q=Introduction").await.json()["items"][0].is_object(), "not yet");
        let (one, other) = (format!("coming.{runs}"), format!("coming.{goes}"));
        let mut sure = typed.to_vec();
        sure.extend([
            (one.as_str(), "run"), (other.as_str(), "call_off"), ("coming_reason", "The course ends."), ("_sure", "yes"),
        ]);
        browser.submit(path, &sure).await.expect(303);
        let state = async |id| app.get_public(&format!("/api/v1/sessions/{id}")).await.json()["state"].clone();
        assert_eq!((state(runs).await, state(goes).await), (json!("published"), json!("cancelled")));
        assert_eq!(app.kinds_to(&ada.email).await, ["booked", "session_cancelled"]);
        let list = app.get_public("/api/v1/courses").await.json();
        assert_eq!(list["items"], json!([]));
        app.audit().await;
    }

    async fn a_retired_course_stands_on_nobodys_ladder_but_among_what_they_have_done(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        let ladder = json!({"slug": "city", "name": "City", "rungs": [{"name": "Introduction"}, {"name": "Next"}]});
        app.post(&cora, "/api/v1/ladders", ladder).await.expect(201);
        for (slug, rung) in [("introduction", 1), ("development", 2)] {
            app.course(&cora, slug, |body| {
                body["ladder"] = json!("city");
                body["rung"] = json!(rung);
            }).await;
        }
        app.session(&cora, "introduction", 30, 3, 5).await;
        let browser = app.browser_of(&dora).await;
        assert!(browser.open("/my-ladder").await.expect(200).text().contains("You can book this now"));
        app.patch(&cora, "/api/v1/courses/introduction", json!({"retired": true})).await.expect(200);
        let page = browser.open("/my-ladder").await.expect(200).text();
        assert!(!page.contains("You can book this now") && !page.contains("Thursday 3 December"), "{page}");
    }
}
