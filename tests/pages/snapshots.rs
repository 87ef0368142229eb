//! What the pages most looked at say: a snapshot of each page's main part, in words alone.

use insta::Settings;
use serde_json::{Value, json};
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{Someone, TestApp},
    catalogue::id_of,
    database::both_databases,
    pages::Browser,
    register::Class,
};

/// Opens a page and holds what it says to what it said before.
async fn reads(browser: &Browser<'_>, path: &str, name: &str) {
    let page = browser.open(path).await.expect(200).text();
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| insta::assert_snapshot!(name, words_of_main(&page)));
}

/// The words of a page's main part, a line for each piece of it, whatever is drawn by lot put aside.
fn words_of_main(page: &str) -> String {
    let main = page.split_once("<main").expect("a main part").1;
    let main = main.split_once('>').expect("every tag ends").1.split_once("</main>").expect("its end").0;
    let mut words = String::new();
    let mut rest = main;
    while let Some((text, tag)) = rest.split_once('<') {
        words.push_str(text);
        let (tag, after) = tag.split_once('>').expect("every tag ends");
        let element = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        if !matches!(element, Some("a" | "strong" | "span" | "code")) {
            words.push('\n');
        }
        rest =
            if element == Some("script") { after.split_once("</script>").expect("its end").1 } else { after };
    }
    words.push_str(rest);
    for (entity, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x3D;", "="), ("&amp;", "&")]
    {
        words = words.replace(entity, character);
    }
    let lines =
        words.lines().map(|line| line.split_whitespace().map(without_lot).collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A word; references, numbers and codes with their letters and digits put aside.
fn without_lot(word: &str) -> String {
    let drawn =
        |part: &str| part.len() >= 2 && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let (start, end) = match (
        word.find(|c: char| c.is_ascii_alphanumeric()),
        word.rfind(|c: char| c.is_ascii_alphanumeric()),
    ) {
        (Some(start), Some(end)) => (start, end + 1),
        _ => return word.to_owned(),
    };
    let code = &word[start..end];
    let code = code.rsplit_once('/').map_or(code, |(_, last)| last);
    let parts: Vec<&str> = code.split('-').collect();
    let long = parts.len() == 1 && code.len() == 28;
    if !(long || parts.len() >= 3) || !parts.iter().all(|part| drawn(part)) {
        return word.to_owned();
    }
    let put_aside: String = code.chars().map(|c| if c == '-' { '-' } else { '0' }).collect();
    word.replace(code, &put_aside)
}

/// A ladder of two steps with a course on each; the second asks for the first.
async fn ladder(app: &TestApp, cora: &Someone) {
    let steps = json!([{"name": "Introduction"}, {"name": "Development"}]);
    let ladder = json!({
        "slug": "schools", "name": "Schools", "summary": "For everybody who works in a school.", "rungs": steps,
    });
    app.post(cora, "/api/v1/ladders", ladder).await.expect(201);
    let on = |rung: i32| {
        move |body: &mut Value| {
            body["ladder"] = json!("schools");
            body["rung"] = json!(rung);
            body["audience"] = json!("Everybody who works with children.");
        }
    };
    app.course(cora, "introduction", on(1)).await;
    app.course(cora, "development", |body| {
        on(2)(body);
        body["prerequisites"] = json!([{"any_of": [{"kind": "course", "course": "introduction"}]}]);
    })
    .await;
}

both_databases! {
    async fn what_anybody_reads(app: TestApp) {
        let cora = app.coordinator().await;
        ladder(&app, &cora).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await;
        app.session(&cora, "development", 50, 3, 9).await;
        let anybody = app.browser();
        reads(&anybody, "/", "front").await;
        reads(&anybody, "/courses", "courses").await;
        reads(&anybody, "/courses/introduction", "course").await;
        reads(&anybody, &format!("/sessions/{session}"), "date").await;
    }

    async fn what_a_delegate_reads(app: TestApp) {
        let cora = app.coordinator().await;
        ladder(&app, &cora).await;
        let session = app.session(&cora, "introduction", 30, 3, 1).await;
        app.session(&cora, "development", 50, 3, 9).await;
        let (dora, will) = (app.delegate("Dora Delegate").await, app.delegate("Will Waits").await);
        let browser = app.browser_of(&dora).await;
        reads(&browser, "/my-ladder", "my_ladder").await;
        let path = format!("/sessions/{session}/book");
        reads(&browser, &path, "book").await;
        let typed = [("name", "Dora Delegate"), ("key", "one"), ("access_needs", "Captions, please.")];
        let booked = browser.submit(&path, &typed).await.expect(303).header("location");
        reads(&browser, &booked, "book_done").await;
        let booking = booked.trim_end_matches("?done=booked");
        reads(&browser, booking, "booking").await;
        reads(&browser, "/my-bookings", "my_bookings").await;
        let waits = json!({"join_waitlist": true});
        let waits = app.post(&will, &format!("/api/v1/sessions/{session}/bookings"), waits).await.expect(201);
        app.post(&dora, &format!("/api/v1{booking}/cancel"), json!({})).await.expect(200);
        let offer = format!("/bookings/{}/offer", id_of(&waits.json()));
        reads(&app.browser_of(&will).await, &offer, "offer").await;
    }

    async fn what_a_trainer_reads(app: TestApp) {
        let mut class = Class::of(&app, &["Ada Archer", "Ben Baker"]).await;
        let needs = json!({"needs": "Live captions, please."});
        let path = format!("/api/v1/bookings/{}/access-needs", class.bookings[0]);
        app.put(&class.people[0], &path, needs).await.expect(200);
        let at = |rest: &str| format!("/sessions/{}/{rest}", class.session);
        let (roster, attendance, finish) = (at("roster"), at("attendance"), at("attendance/finish"));
        class.at_start(&app, 0).await;
        let tess = app.browser_of(&class.tess).await;
        reads(&tess, "/my-dates", "my_dates").await;
        reads(&tess, &roster, "roster").await;
        reads(&tess, &attendance, "attendance").await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p", "120"]).await;
        let tess = app.browser_of(&class.tess).await;
        reads(&tess, &finish, "finish").await;
        class.close(&app).await.expect(200);
        reads(&app.browser_of(&class.people[0]).await, "/my-certificates", "my_certificates").await;
        let certificate = class.certificates(&app, 0).await.remove(0);
        let code = certificate["verification_code"].as_str().expect("a code");
        reads(&app.browser(), &format!("/verify/{code}"), "verify").await;
    }

    async fn what_a_manager_reads(app: TestApp) {
        let (cora, mary) = (app.coordinator().await, app.delegate("Mary Manager").await);
        let manager = mary.id;
        let ada = app.person("Ada Archer", move |row| row.line_manager_id = Some(manager)).await;
        app.person("Ben Baker", move |row| row.line_manager_id = Some(manager)).await;
        ladder(&app, &cora).await;
        let school = app.organisation("Hillside Primary School", OrganisationKind::School).await;
        app.join(&mary, school, true).await;
        let session = app.session(&cora, "introduction", 20, 3, 20).await;
        app.post(&ada, &format!("/api/v1/sessions/{session}/bookings"), json!({})).await.expect(201);
        let browser = app.browser_of(&mary).await;
        reads(&browser, "/my-people", "my_people").await;
        reads(&browser, &format!("/my-people/book?session={session}"), "team_booking").await;
        reads(&browser, "/commissions/new", "ask_for_training").await;
    }

    async fn what_a_coordinator_reads(app: TestApp) {
        let cora = app.coordinator().await;
        ladder(&app, &cora).await;
        app.session(&cora, "introduction", 10, 3, 20).await;
        let full = app.session(&cora, "introduction", 40, 3, 1).await;
        for name in ["Dora Delegate", "Will Waits"] {
            let who = app.delegate(name).await;
            let ask = json!({"join_waitlist": true});
            app.post(&who, &format!("/api/v1/sessions/{full}/bookings"), ask).await.expect(201);
        }
        let browser = app.browser_of(&cora).await;
        reads(&browser, "/work", "work_board").await;
        reads(&browser, "/manage/courses", "manage_courses").await;
    }
}
