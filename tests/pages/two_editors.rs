//! Two people change the same at once: nothing that either typed is lost, and what both changed is shown to the second.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    pages::{Browser, sent, typed, untouched},
    register::Class,
};

/// Two windows with the same page open, and its form as each of them has it.
struct Windows<'a> {
    browser: Browser<'a>,
    action: String,
    opened: Vec<(String, String)>,
}

impl<'a> Windows<'a> {
    async fn open(browser: Browser<'a>, path: &str, action: &str) -> Self {
        let page = browser.open(path).await.expect(200).text();
        Self { browser, action: action.to_owned(), opened: untouched(&page, action) }
    }

    /// The form as one of them sends it with these changes.
    fn with(&self, changes: &[(&str, &[&str])]) -> Vec<(String, String)> {
        changes.iter().fold(self.opened.clone(), |fields, (name, values)| typed(&fields, name, values))
    }

    async fn save(&self, changes: &[(&str, &[&str])]) -> Answer {
        self.browser.submit(&self.action, &sent(&self.with(changes))).await
    }

    /// Sends the form of a page that came back, as it is.
    async fn save_again(&self, page: &str) -> Answer {
        self.browser.submit(&self.action, &sent(&untouched(page, &self.action))).await
    }
}

fn says(page: &str, words: &str) {
    assert!(page.contains(words), "{words}: {page}");
}

async fn course(app: &TestApp, cora: &Someone) -> Value {
    app.get(cora, "/api/v1/courses/introduction").await.expect(200).json()
}

both_databases! {
    async fn two_editors_of_a_course_see_what_both_changed(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let path = "/manage/courses/introduction";
        let windows = Windows::open(app.browser_of(&cora).await, path, path).await;
        windows.save(&[("title", &["First steps"]), ("capacity", &["30"]), ("retired", &[])]).await.expect(303);
        let page = windows.save(&[("summary", &["Anew."]), ("capacity", &["25"])]).await.expect(422).text();
        says(&page, "Somebody else changed this course while you did");
        says(&page, "Changed meanwhile by someone else to: 30 · You typed: 25");
        says(&page, "Places: Changed meanwhile");
        assert_eq!(page.matches("Changed meanwhile").count(), 2, "beside the field and in the summary: {page}");
        says(&page, "value=\"First steps\"");
        let standing = course(&app, &cora).await;
        assert_eq!((&standing["capacity"], &standing["title"]), (&json!(30), &json!("First steps")));
        windows.save_again(&page).await.expect(303);
        let standing = course(&app, &cora).await;
        assert_eq!(standing["capacity"], json!(25));
        assert_eq!((&standing["title"], &standing["summary"]), (&json!("First steps"), &json!("Anew.")));
    }

    async fn fields_an_editor_did_not_touch_take_what_the_other_saved(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let path = "/manage/courses/introduction";
        let windows = Windows::open(app.browser_of(&cora).await, path, path).await;
        let first: [(&str, &[&str]); 3] =
            [("title", &["First steps"]), ("outcomes", &["A plan\nA habit"]), ("needs_approval", &["yes"])];
        windows.save(&first).await.expect(303);
        windows.save(&[("summary", &["Anew."]), ("restricted_to.kinds", &["school"])]).await.expect(303);
        let standing = course(&app, &cora).await;
        assert_eq!((&standing["title"], &standing["summary"]), (&json!("First steps"), &json!("Anew.")));
        assert_eq!(standing["outcomes"], json!(["A plan", "A habit"]));
        let page = windows.browser.open(path).await.expect(200).text();
        let fields = untouched(&page, path);
        for (name, value) in [("needs_approval", "yes"), ("restricted_to.kinds", "school")] {
            assert!(fields.iter().any(|(field, is)| field == name && is == value), "{name}: {fields:?}");
        }
    }

    async fn two_editors_of_a_date_are_told_of_its_dates_too(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = id_of(&app.draft(&cora, "introduction", |_| {}).await);
        let path = format!("/manage/dates/{session}/edit");
        let windows = Windows::open(app.browser_of(&cora).await, &path, &path).await;
        let first: [(&str, &[&str]); 2] = [("dates[0].day", &["2027-02-09"]), ("location", &["Room 1"])];
        windows.save(&first).await.expect(303);
        // Another time on the day it was opened with: the day is the other's, the time one's own.
        windows.save(&[("capacity", &["9"]), ("dates[0].ends_at", &["18:30"])]).await.expect(303);
        let view = app.get(&cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!((&view["capacity"], &view["location"]), (&json!(9), &json!("Room 1")));
        assert_eq!(view["dates"][0]["ends_at"], "2027-02-09T18:30:00Z");

        let page = windows.save(&[("dates[0].day", &["2027-02-16"])]).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: Tuesday 9 February 2027 · You typed: Tuesday 16 February 2027");
        windows.save_again(&page).await.expect(303);
        let view = app.get(&cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!(view["dates"][0]["ends_at"], "2027-02-16T18:30:00Z");

        // A further date changes the list as a whole.
        let windows = Windows::open(app.browser_of(&cora).await, &path, &path).await;
        windows.save(&[("dates[0].day", &["2027-03-02"])]).await.expect(303);
        let more: [(&str, &[&str]); 4] = [
            ("dates[1].id", &[""]), ("dates[1].day", &["2027-03-09"]), ("dates[1].starts_at", &["10:00"]),
            ("dates[1].ends_at", &["12:00"]),
        ];
        let page = windows.save(&more).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: Tuesday 2 March 2027, ");
        says(&page, "; Tuesday 9 March 2027, 10:00, 12:00");
        windows.save_again(&page).await.expect(303);
        let view = app.get(&cora, &format!("/api/v1/sessions/{session}")).await.expect(200).json();
        assert_eq!(view["dates"].as_array().map(Vec::len), Some(2));
    }

    async fn two_editors_of_a_ladder_keep_each_others_steps(app: TestApp) {
        let cora = app.coordinator().await;
        let body = json!({"slug": "city", "name": "City", "rungs": [{"name": "First"}, {"name": "Second"}]});
        app.post(&cora, "/api/v1/ladders", body).await.expect(201);
        let path = "/manage/ladders/city";
        let windows = Windows::open(app.browser_of(&cora).await, path, path).await;
        let third: [(&str, &[&str]); 2] = [("rungs[2].id", &[""]), ("rungs[2].name", &["Third"])];
        windows.save(&third).await.expect(303);
        windows.save(&[("summary", &["For the city."])]).await.expect(303);
        let ladder = app.get(&cora, "/api/v1/ladders/city").await.expect(200).json();
        assert_eq!(ladder["rungs"].as_array().map(Vec::len), Some(3), "{ladder}");
        assert_eq!(ladder["summary"], "For the city.");
        let page = windows.save(&[("rungs[1].name", &["The second"])]).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: First; Second; Third · You typed: First; The second");
    }

    async fn two_editors_of_a_person_and_an_organisation_lose_nothing(app: TestApp) {
        let cora = app.coordinator().await;
        let dora = app.delegate("Dora Delegate").await;
        let path = format!("/manage/people/{}", dora.id);
        let windows = Windows::open(app.browser_of(&cora).await, &path, &path).await;
        windows.save(&[("roles", &["trainer"])]).await.expect(303);
        windows.save(&[("name", &["Dora Dean"])]).await.expect(303);
        let page = windows.browser.open(&path).await.expect(200).text();
        says(&page, "Dora Dean");
        assert!(untouched(&page, &path).contains(&("roles".to_owned(), "trainer".to_owned())), "{page}");
        let page = windows.save(&[("name", &["Dora Dale"]), ("roles", &["coordinator"])]).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: Dora Dean · You typed: Dora Dale");
        says(&page, "Changed meanwhile by someone else to: Trainer: runs dates and records attendance · You typed: Coordinator");

        let new = [("name", "Hillside School"), ("kind", "school"), ("domain", ""), ("key", "k")];
        let made = windows.browser.submit("/manage/organisations/new", &new).await.expect(303).header("location");
        let path = made.split('?').next().expect("an address").to_owned();
        let windows = Windows::open(app.browser_of(&cora).await, &path, &path).await;
        windows.save(&[("domain", &["hillside.example"]), ("kind", &["voluntary"])]).await.expect(303);
        let page = windows.save(&[("name", &["Hill School"]), ("domain", &["hill.example"])]).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: hillside.example · You typed: hill.example");
        windows.save_again(&page).await.expect(303);
        let fields = untouched(&windows.browser.open(&path).await.text(), &path);
        for (name, value) in [("name", "Hill School"), ("domain", "hill.example"), ("kind", "voluntary")] {
            assert!(fields.contains(&(name.to_owned(), value.to_owned())), "{name}: {fields:?}");
        }
    }

    async fn of_two_attendance_pages_only_what_was_changed_on_each_is_written(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker", "Cem Cook"]).await;
        class.at_end(&app).await;
        let action = format!("/sessions/{}/attendance", class.session);
        let mark = |person: usize| format!("mark-{}", class.bookings[person]);
        let minutes = |person: usize| format!("minutes-{}", class.bookings[person]);
        let (ada, ben, cem) = (mark(0), mark(1), mark(2));
        class.mark_all(&app, &["a", "a", "a"]).await;
        let windows = Windows::open(app.browser_of(&class.tess).await, &action, &action).await;
        windows.save(&[(&ada, &["present"])]).await.expect(303);
        windows.save(&[(&ben, &["partly"]), (&minutes(1), &["45"])]).await.expect(303);
        let page = windows.browser.open(&action).await.expect(200).text();
        let standing = untouched(&page, &action);
        for (name, value) in [(&ada, "present"), (&ben, "partly"), (&minutes(1), "45"), (&cem, "absent")] {
            assert!(standing.contains(&(name.clone(), value.to_owned())), "{name}: {standing:?}");
        }
        // Both changed one mark: nothing is saved, and the second sees the other's beside their own.
        let page = windows.save(&[(&ben, &["present"]), (&cem, &["present"])]).await.expect(422).text();
        says(&page, "Changed meanwhile by someone else to: Part of it, 45 · You typed: Here");
        says(&page, "Ben Baker: Changed meanwhile");
        let unchanged = untouched(&windows.browser.open(&action).await.text(), &action);
        assert!(unchanged.contains(&(cem.clone(), "absent".to_owned())), "{unchanged:?}");
        windows.save_again(&page).await.expect(303);
        let standing = untouched(&windows.browser.open(&action).await.text(), &action);
        for name in [&ada, &ben, &cem] {
            assert!(standing.contains(&(name.clone(), "present".to_owned())), "{name}: {standing:?}");
        }
    }

    async fn a_tap_on_a_mark_that_somebody_else_changed_is_not_saved_over_it(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer"]).await;
        class.at_start(&app, 0).await;
        let browser = app.browser_of(&class.tess).await;
        let action = format!("/sessions/{}/attendance", class.session);
        let mark = format!("mark-{}", class.bookings[0]);
        let (minutes, csrf) = (mark.replace("mark", "minutes"), browser.csrf().await);
        let tap = |value: &'static str, was: &str| {
            let opened = json!({&mark: was, &minutes: ""}).to_string();
            let body = [("csrf", csrf.as_str()), ("date", &class.dates[0]), (&mark, value), ("_opened", &opened)];
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(body).finish()
        };
        let send = async |body: String| browser.send_as(actix_web::http::Method::POST, &action, "application/json", Some(body)).await;
        send(tap("present", "")).await.expect(200);
        send(tap("present", "")).await.expect(200);
        send(tap("absent", "")).await.expect(412);
        send(tap("absent", "present")).await.expect(200);
        let standing = untouched(&browser.open(&action).await.text(), &action);
        assert!(standing.contains(&(mark.clone(), "absent".to_owned())), "{standing:?}");
    }
}
