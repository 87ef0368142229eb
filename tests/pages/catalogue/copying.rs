//! A course copied, and who is held up before one.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, register::Class};

both_databases! {
    async fn a_copy_is_a_draft_with_all_but_dates_and_step(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction", "within_months": 24}]}]);
            body["audience"] = "People who work with families".into();
            body["notice_days"] = 5.into();
        }).await;
        app.session(&cora, "development", 30, 3, 4).await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/manage/courses/development").await.expect(200).text();
        assert!(page.contains("/manage/courses/development/copy"), "{page}");
        let key = [("key", "k1")];
        let to = browser.submit("/manage/courses/development/copy", &key).await.expect(303).header("location");
        assert_eq!(to, "/manage/courses/copy-of-development?done=copied");
        let again = browser.submit("/manage/courses/development/copy", &key).await.expect(303).header("location");
        assert_eq!(again, to, "sent twice it is made once");
        let page = browser.open(&to).await.expect(200).text();
        assert!(page.contains("This is a draft") && page.contains("Copied, as a draft"), "{page}");
        let copy = app.get(&cora, "/api/v1/courses/copy-of-development").await.expect(200).json();
        let old = app.get(&cora, "/api/v1/courses/development").await.expect(200).json();
        assert_eq!(copy["title"], "Copy of Development");
        for same in ["summary", "audience", "outcomes", "delivery", "duration_minutes", "cpd_minutes", "capacity"] {
            assert_eq!(copy[same], old[same], "{same}");
        }
        assert_eq!(copy["prerequisites"][0]["any_of"], old["prerequisites"][0]["any_of"]);
        assert_eq!((&copy["draft"], &copy["rung"]), (&json!(true), &json!(null)));
        let other = browser.submit("/manage/courses/development/copy", &[("key", "k2")]).await.expect(303);
        assert_eq!(other.header("location"), "/manage/courses/copy-of-development-2?done=copied");
        let dates = browser.open("/manage/dates?course=copy-of-development").await.expect(200).text();
        assert!(dates.contains("No dates match."), "{dates}");
    }

    async fn who_is_held_up_is_counted_by_what_comes_first(app: TestApp) {
        let mut class = Class::of(&app, &["Ada"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let (ben, cy) = (app.delegate("Ben").await, app.delegate("Cy").await);
        app.course(&class.cora, "development", |body| {
            body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
        }).await;
        let browser = app.browser_of(&class.cora).await;
        let path = "/manage/courses/development/held-up";
        let page = browser.open(path).await.expect(200).text();
        // Cora and Tess lack it too.
        assert!(page.contains("4 people wait for"), "{page}");
        assert!(page.contains(&ben.name) && page.contains(&cy.name) && !page.contains(">Ada<"), "{page}");
        assert!(page.contains("No date with a place is planned.") && page.contains("Add a date of"), "{page}");
        let next = app.session(&class.cora, "introduction", 60, 3, 4).await;
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("Next date:") && page.contains(&next.to_string()), "{page}");
        // Booked on what comes before, one may book this as well.
        app.post(&ben, &format!("/api/v1/sessions/{next}/bookings"), json!({})).await.expect(201);
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("3 people wait for") && !page.contains(">Ben<"), "{page}");
        app.browser_of(&class.tess).await.open(path).await.expect(403);
    }
}
