//! Ladders and courses begun from a ready-made draft: whole, seen by coordinators alone, and published in one press.

use serde_json::json;

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{sent, untouched},
};

const LADDERS: &str = "/manage/ladders/begin";
const COURSES: &str = "/manage/courses/begin";

both_databases! {
    async fn a_ladder_is_begun_changed_and_published_with_its_courses(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let page = browser.open("/manage/ladders").await.expect(200).text();
        let begin = untouched(&page, LADDERS);
        browser.submit(LADDERS, &sent(&begin)).await.expect(303);
        // Sent twice, it is made once.
        browser.submit(LADDERS, &sent(&begin)).await.expect(303);
        let page = browser.open("/manage/ladders").await.expect(200).text();
        assert_eq!(page.matches("This is a draft").count(), 1, "{page}");
        for step in ["Introduction", "Development", "Circles and meetings", "Action learning", "Bespoke team session"] {
            assert!(page.contains(&format!("<li>{step}: ")), "{step}: {page}");
        }
        // Nobody else finds any of it, whichever way they look.
        let pat = app.delegate("Pat Person").await;
        let delegate = app.browser_of(&pat).await;
        for path in ["/", "/courses", "/my-ladder", "/commissions/new"] {
            let page = delegate.open(path).await.expect(200).text();
            assert!(!page.contains("Action learning") && !page.contains("Circles"), "{path}: {page}");
        }
        for path in ["/courses/introduction", "/api/v1/courses/introduction", "/api/v1/ladders/restorative-practice"] {
            assert_eq!(app.get_public(path).await.status, 404, "{path}");
        }
        for path in ["/api/v1/ladders", "/api/v1/courses", "/api/v1/courses?retired=true"] {
            assert_eq!(app.get_public(path).await.expect(200).json()["items"], json!([]), "{path}");
        }
        let course = app.get(&cora, "/api/v1/courses/circles-and-meetings").await.expect(200).json();
        assert_eq!((&course["draft"], &course["duration_minutes"]), (&json!(true), &json!(150)));
        assert_eq!(course["prerequisites"].as_array().map(Vec::len), Some(3));
        let bespoke = app.get(&cora, "/api/v1/courses/bespoke").await.expect(200).json();
        assert_eq!(bespoke["capacity"], json!(20));
        // It is changed as any other course, which publishes nothing.
        app.patch(&cora, "/api/v1/courses/introduction", json!({"title": "First steps", "retired": false})).await.expect(200);
        assert_eq!(app.get_public("/api/v1/courses/introduction").await.status, 404);
        let page = browser.open("/manage/courses/introduction").await.expect(200).text();
        assert!(page.contains("coordinators alone see it"), "{page}");
        browser.submit("/manage/ladders/restorative-practice/publish", &[]).await.expect(303);
        let page = delegate.open("/").await.expect(200).text();
        for title in ["First steps", "Action learning", "Bespoke team session"] {
            assert!(page.contains(title), "{title}: {page}");
        }
        app.post(&cora, "/api/v1/courses/introduction/publish", json!({})).await.expect(409);
        app.post(&cora, "/api/v1/ladders/restorative-practice/publish", json!({})).await.expect(409);
        let trail = app.get(&cora, "/api/v1/trail").await.expect(200).text();
        assert!(trail.contains("ladder_published") && trail.contains("course_published"), "{trail}");
    }

    async fn a_course_is_begun_beside_one_of_the_same_name_and_published_alone(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        browser.submit(COURSES, &[("key", "one")]).await.expect(422);
        browser.submit(COURSES, &[("draft", "introduction"), ("key", "two")]).await.expect(303);
        browser.submit(COURSES, &[("draft", "development"), ("key", "three")]).await.expect(303);
        let page = browser.open("/manage/courses").await.expect(200).text();
        assert_eq!(page.matches("not published").count(), 2, "{page}");
        let begun = app.get(&cora, "/api/v1/courses/introduction-2").await.expect(200).json();
        assert_eq!((&begun["draft"], &begun["ladder"]), (&json!(true), &json!(null)));
        let development = app.get(&cora, "/api/v1/courses/development").await.expect(200).json();
        assert_eq!(development["prerequisites"][0]["any_of"][0]["course"], json!("introduction"));
        browser.submit("/manage/courses/development/publish", &[]).await.expect(303);
        let courses = app.get_public("/api/v1/courses").await.expect(200).json();
        let slugs: Vec<&str> = courses["items"].as_array().expect("courses").iter().filter_map(|one| one["slug"].as_str()).collect();
        assert!(slugs.contains(&"development") && !slugs.contains(&"introduction-2"), "{slugs:?}");
    }

    async fn a_date_of_a_draft_waits_until_its_course_is_published(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        browser.submit(COURSES, &[("draft", "introduction"), ("key", "one")]).await.expect(303);
        let dates = json!([app.date_in(30, 3)]);
        let made = app.post(&cora, "/api/v1/courses/introduction/sessions", json!({"dates": dates, "trainer_ids": []}));
        let session = made.await.expect(201).json()["id"].as_str().expect("an id").to_owned();
        let publish = format!("/api/v1/sessions/{session}/publish");
        let refused = app.post(&cora, &publish, json!({})).await.expect(409).json();
        assert_eq!(refused["code"], json!("course_unpublished"));
        app.post(&cora, "/api/v1/courses/introduction/publish", json!({})).await.expect(200);
        app.post(&cora, &publish, json!({})).await.expect(200);
        app.get_public("/courses/introduction").await.expect(200);
    }
}
