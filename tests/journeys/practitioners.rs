//! What lapses next, in at most three presses; evidence that is made and opens; a school's page that is printed.

use std::io::{Cursor, Read};

use serde_json::json;
use training_ladder::{
    domain::{import_doubts::SamePerson, imports::CompletionLine, people::EmailAddress},
    usecases::imports::import_all::{Ask, Lines, Taking},
};

use super::town::Town;
use crate::support::{chromium::Script, register::Class};

/// Bea did the practitioner course so long ago that she is current for seven weeks more; Lea has just done it.
async fn practised(town: &Town) {
    let app = &town.app;
    let line = CompletionLine {
        line: 2,
        email: EmailAddress::parse("email", &town.bea.email).ok(),
        organisation: None,
        course: "practitioner".to_owned(),
        completed_on: "2025-12-20".parse().ok(),
        source: None,
    };
    let ask = Ask {
        lines: Lines::Completions(vec![line]),
        same: SamePerson::Nobody,
        source: "a list".to_owned(),
        taking: Taking::AllOrNothing,
    };
    app.app.usecases.import(town.cora.id, ask).await.expect("an import");
    let year = json!({"current_months": 12});
    app.patch(&town.cora, "/api/v1/courses/practitioner", year).await.expect(200);
    let mut class = Class::run(app, town.cora.clone(), town.tess.clone(), "practitioner", &[(3, 6)]).await;
    class.book(app, town.lea.clone()).await;
    class.at_end(app).await;
    class.mark_all(app, &["p"]).await;
    class.close(app).await.expect(200);
    app.session(&class.cora, "practitioner", 20, 6, 9).await;
}

#[actix_web::test]
async fn a_coordinator_finds_what_lapses_next_and_hands_in_evidence() {
    let town = Town::open().await;
    practised(&town).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.arrives("/work").await;
    // One press.
    browser.tap("Practitioners, and what lapses next").await;
    browser.arrives("/reports/practitioners").await;
    browser.says("What lapses next").await;
    browser.says("until Sunday 20 December 2026").await;
    browser.says("Thursday 26 November").await;
    browser.look("practitioners").await;

    browser.go("/manage/accreditations").await;
    browser.tap("Make the evidence").await;
    browser.look("evidence-form").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("Fetch the evidence").await;
    browser.look("evidence-made").await;
    let made = browser.text_of("main").await;
    assert!(made.contains("Made before"), "{made}");
    browser.finish().await;

    let plain = town.app.browser_of(&town.cora).await;
    let page = plain.open("/reports/evidence").await.expect(200).text();
    let at = page.find("/evidence-packs/").expect("a link");
    let path = page[at..].split('"').next().expect("an address").to_owned();
    let archive = plain.open(&path).await.expect(200);
    let mut archive = zip::ZipArchive::new(Cursor::new(archive.body)).expect("an archive");
    let mut sessions = String::new();
    archive.by_name("sessions.csv").expect("a table").read_to_string(&mut sessions).expect("text");
    assert!(sessions.contains("\"1\",\"1\",\"0\",\"0\""), "{sessions}");
    town.app.audit().await;
}

#[actix_web::test]
async fn a_practitioner_is_listed_asks_and_a_lead_prints_their_page() {
    let town = Town::open().await;
    practised(&town).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.bea.email).await;
    browser.go("/my-ladder").await;
    browser.says("You are current only until Sunday 20 December").await;
    browser.go("/my-practice").await;
    browser.look("my-practice").await;
    browser.tap("List me as a practitioner").await;
    browser.says("You are listed from now on").await;
    browser.look("my-practice-listed").await;
    browser.finish().await;

    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.lea.email).await;
    browser.go("/my-people").await;
    browser.tap("The whole way of Hill Primary School, to print").await;
    browser.says("Hill Primary School: the whole way").await;
    browser.look("whole-way").await;
    browser.go("/reports/practitioners").await;
    browser.says("Bea Brown").await;
    browser.look("practitioners-listed").await;
    browser.tap("Ask for a practitioner").await;
    browser.look("practitioner-ask").await;
    browser.fill("What do you need a practitioner for?", "A circle for year 9.").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("We have what you ask for").await;
    browser.finish().await;
    town.app.audit().await;
}
