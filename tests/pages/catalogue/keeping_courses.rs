//! The coordinator's courses: made and changed, the prerequisite built and read back; ladders and what goes with them.

use serde_json::json;

use crate::support::{app::TestApp, database::both_databases, pages::value_of, raw_database::Beside};

/// What the form of a course takes, beside its prerequisite.
fn course<'a>(title: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("title", title),
        ("summary", "What it is about."),
        ("outcomes", "An action plan\nMore confidence"),
        ("duration_minutes", "150"),
        ("capacity", "16"),
        ("delivery", "zoom"),
        ("enough_percent", "80"),
        ("notice_days", "3"),
        ("key", key),
    ]
}

both_databases! {
    async fn a_prerequisite_is_built_without_script_and_read_back(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        app.course(&cora, "development", |_| {}).await;
        app.post(&cora, "/api/v1/credential-kinds", json!({"slug": "two-day", "name": "the 2-day course"}))
            .await.expect(201);
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/new";
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("No earlier training is needed."));
        let key = value_of(&page, "key").expect("a key");
        let mut typed = course("Circles and meetings", &key);
        typed.push(("_step", "add-group:"));
        let page = browser.submit(path, &typed).await.expect(200).text();
        assert!(page.contains("prerequisites[0].any_of[0]") && page.contains("value=\"Circles and meetings\""));
        typed.pop();
        typed.extend([
            ("prerequisites[0].any_of[0]", "course:introduction"),
            ("prerequisites[0].any_of[1]", "credential:two-day"),
            ("prerequisites[1].any_of[0]", "course:development"),
            ("prerequisites[1].any_of[0].within_months", "soon"),
        ]);
        let wrong = browser.submit(path, &typed).await.expect(422).text();
        assert!(wrong.contains("Enter a whole number of months, such as 24."), "{wrong}");
        assert_eq!(Beside::to(&app.database).number("SELECT COUNT(*) FROM courses"), 2, "nothing is stored");
        typed.pop();
        typed.push(("prerequisites[1].any_of[0].within_months", "24"));
        let made = browser.submit(path, &typed).await.expect(303).header("location");
        assert_eq!(made, browser.submit(path, &typed).await.expect(303).header("location"), "made once");
        assert!(made.starts_with("/manage/courses/circles-and-meetings"));
        let page = browser.open(&made).await.expect(200).text();
        let words = "Introduction or the 2-day course, and Development in the 24 months before the course date.";
        assert!(page.contains(words), "{page}");
        let view = app.get(&cora, "/api/v1/courses/circles-and-meetings").await.json();
        assert_eq!(view["outcomes"], json!(["An action plan", "More confidence"]));
        assert_eq!(view["prerequisites"].as_array().map(Vec::len), Some(2));
    }

    async fn a_course_is_changed_and_a_stale_form_says_so(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |body| {
            body["restricted_to"] = json!({"kinds": ["school"]});
        }).await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/courses/introduction";
        let page = browser.open(path).await.expect(200).text();
        assert!(page.contains("value=\"school\" checked"));
        let revision = value_of(&page, "revision").expect("a revision");
        let mut typed = course("Introduction, again", "");
        typed.push(("revision", &revision));
        typed.push(("restricted_to.organisations", "Nowhere School"));
        let wrong = browser.submit(path, &typed).await.expect(422).text();
        assert!(wrong.contains("No organisation is called “Nowhere School”"));
        typed.pop();
        typed.push(("retired", "yes"));
        browser.submit(path, &typed).await.expect(303);
        typed.retain(|(name, _)| *name != "title");
        typed.push(("title", "Introduction, once more"));
        let stale = browser.submit(path, &typed).await.expect(422).text();
        assert!(stale.contains("Somebody else changed this course"));
        let list = browser.open("/manage/courses").await.expect(200).text();
        assert!(list.contains("No longer given") && list.contains("Introduction, again"));
    }

    async fn a_ladder_gets_its_steps(app: TestApp) {
        let cora = app.coordinator().await;
        let browser = app.browser_of(&cora).await;
        let path = "/manage/ladders/new";
        let mut typed = vec![("name", "City"), ("key", "k"), ("rungs[0].name", "Introduction")];
        typed.push(("_step", "add:"));
        assert!(browser.submit(path, &typed).await.expect(200).text().contains("rungs[1].name"));
        typed.pop();
        typed.push(("rungs[1].name", ""));
        assert!(browser.submit(path, &typed).await.expect(422).text().contains("There is a problem"));
        typed.pop();
        typed.push(("rungs[1].name", "Development"));
        browser.submit(path, &typed).await.expect(303);
        let page = browser.open("/manage/ladders/city").await.expect(200).text();
        let revision = value_of(&page, "revision").expect("a revision");
        let (one, two) = (value_of(&page, "rungs[0].id").expect("an id"), value_of(&page, "rungs[1].id").expect("an id"));
        let mut typed = vec![
            ("name", "City"), ("revision", revision.as_str()), ("rungs[0].id", one.as_str()),
            ("rungs[0].name", "Introduction"), ("rungs[1].id", two.as_str()), ("rungs[1].name", "Development"),
            ("_step", "up:1"),
        ];
        let page = browser.submit("/manage/ladders/city", &typed).await.expect(200).text();
        assert_eq!(value_of(&page, "rungs[0].id"), Some(two.clone()), "moved up, not stored");
        typed.pop();
        browser.submit("/manage/ladders/city", &typed).await.expect(303);
        assert!(browser.open("/manage/ladders").await.expect(200).text().contains("Development"));
    }

    async fn kinds_and_accreditations_are_added(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let browser = app.browser_of(&cora).await;
        let typed = [("kind", "declaration"), ("words", "I have practised lately"), ("key", "k")];
        assert!(browser.submit("/manage/kinds", &typed[1..]).await.expect(422).text().contains("value=\"I have practised lately\""));
        browser.submit("/manage/kinds", &typed).await.expect(303);
        browser.submit("/manage/kinds", &typed).await.expect(303);
        assert!(browser.open("/manage/kinds").await.expect(200).text().contains("i-have-practised-lately"));
        let typed = [
            ("body", "Restorative Justice Council"), ("reference", "RJC-1"), ("from", "2026-01-01"),
            ("to", "2028-12-31"), ("courses", "introduction"), ("audiences", "school"), ("key", "k"),
        ];
        assert!(browser.submit("/manage/accreditations", &typed[..4]).await.expect(422).text().contains("Choose the courses it covers."));
        browser.submit("/manage/accreditations", &typed).await.expect(303);
        let page = browser.open("/manage/accreditations").await.expect(200).text();
        assert!(page.contains("RJC-1") && page.contains("in force"));
    }
}
