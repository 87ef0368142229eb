//! A coordinator: makes a date, changes it, calls it off; brings in the history; answers what waits.

use std::fs;

use serde_json::json;

use super::town::Town;
use crate::support::chromium::Script;

#[actix_web::test]
async fn a_coordinator_makes_a_date_changes_it_and_calls_it_off() {
    let town = Town::open().await;
    for person in [&town.dora, &town.ali] {
        town.book(person, town.introduction[0]).await;
    }
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.arrives("/work").await;
    browser.look("coordinator-work").await;

    // A new date: first with something wrong, then as it should be.
    browser.go("/manage/courses/introduction/dates/new").await;
    browser.look("coordinator-date-new").await;
    browser.fill("Places", "many").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("There is a problem").await;
    assert_eq!(browser.typed("Places").await, "many");
    browser.look("coordinator-date-new-wrong").await;
    browser.fill("Places", "12").await;
    browser.fill("Day", "2026-12-15").await;
    browser.fill("Starts", "10:00").await;
    browser.fill("Ends", "13:00").await;
    browser.tap("Tess Trainer").await;
    browser.fill("Link", "https://zoom.example/j/1").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("15 December 2026").await;
    browser.look("coordinator-date-draft").await;
    browser.tap("Publish this date").await;
    browser.says("Published.").await;
    browser.look("coordinator-date-published").await;

    // What it changes for whom is said before.
    browser.go(&format!("/manage/dates/{}/edit", town.introduction[0])).await;
    browser.look("coordinator-date-edit").await;
    browser.go(&format!("/manage/dates/{}/cancel", town.introduction[0])).await;
    browser.look("coordinator-date-cancel").await;
    browser.fill("Why is it cancelled?", "The trainer is ill.").await;
    browser.tap("Cancel this date").await;
    browser.says("Cancelled.").await;
    browser.look("coordinator-date-cancelled").await;
    town.app.run_jobs().await;
    let told = town.app.mailbox.sent();
    for person in [&town.dora, &town.ali] {
        assert!(
            told.iter()
                .any(|mail| mail.to.email == person.email && mail.text.contains("The trainer is ill."))
        );
    }
    browser.finish().await;
    town.app.audit().await;
}

#[actix_web::test]
async fn a_series_of_twelve_is_published_with_three_taps() {
    let town = Town::open().await;
    let series = json!({
        "first_day": "2027-01-04", "starts": "10:00", "count": 12, "trainer_ids": [town.tess.id],
        "rhythm": {"months": 1, "week": "second", "weekday": "tuesday"},
    });
    town.app.post(&town.cora, "/api/v1/courses/introduction/sessions/series", series).await.expect(201);
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.go("/manage/dates").await;
    browser.taps = 0;
    browser.tap("Publish drafts").await;
    browser.look("coordinator-drafts").await;
    browser.tap("Publish those ticked").await;
    browser.says("12 dates are published.").await;
    assert!(browser.taps <= 3, "{} taps", browser.taps);
    browser.finish().await;
}

#[actix_web::test]
async fn a_coordinator_brings_in_the_history() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.go("/manage/imports").await;
    browser.look("coordinator-imports").await;
    browser.tap("People").await;
    let lines = "Person,E-mail,School,Phone\nZoë Quiñones,zoe@example.org,City Council,1\nno address,,City Council,2\n";
    browser.fill("Or paste the lines", lines).await;
    browser.tap("Look at what would happen").await;
    browser.says("1 that cannot be taken").await;
    browser.says("Nothing is stored yet.").await;
    browser.look("coordinator-imports-preview").await;
    let found = town.app.get(&town.cora, "/api/v1/people?q=zoe").await.expect(200).json();
    assert_eq!(found["items"], json!([]));
    browser.tap("Bring in 1, leave the others out").await;
    let found = town.app.get(&town.cora, "/api/v1/people?q=zoe").await.expect(200).json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    browser.look("coordinator-imports-done").await;
    browser.finish().await;
}

#[actix_web::test]
async fn a_workbook_of_300_people_under_other_headings_comes_in_with_six_taps() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.go("/manage/imports").await;
    browser.taps = 0;
    browser.tap("People").await;
    let workbook = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets/files/delegates.xlsx");
    browser.choose_file("The file", workbook).await;
    browser.tap("Look at what would happen").await;
    browser.look("coordinator-imports-columns").await;
    browser.fill("Name", "Who: Delegate Aarne Aole, Delegate Barne Aole").await;
    browser.fill("E-mail address", "Where to write: delegate.0@city.example, delegate.1@city.example").await;
    browser.tap("Look at what would happen").await;
    browser.says("300 new, 0 changed, 0 the same.").await;
    browser.look("coordinator-imports-workbook").await;
    browser.tap("Bring in all 300").await;
    browser.says("Brought in: 300 added").await;
    assert!(browser.taps <= 6, "{} taps", browser.taps);
    browser.finish().await;
}

#[actix_web::test]
async fn a_file_on_a_slow_line_says_how_far_it_is() {
    let town = Town::open().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("people.csv");
    let note = "x".repeat(3_000);
    let lines = (0..1_000).map(|number| format!("Person {number},person{number}@example.org,{note}\n"));
    fs::write(&file, format!("Full name,E-mail,Notes\n{}", lines.collect::<String>())).expect("a file");
    let file = file.display().to_string();
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.go("/manage/imports").await;
    browser.tap("People").await;
    browser.choose_file("The file", &file).await;
    browser.connected(false).await;
    browser.tap_here("Look at what would happen").await;
    browser.says("The file did not arrive").await;
    browser.sends_slowly(500_000).await;
    browser.tap_here("Look at what would happen").await;
    browser.says(" % of the file is sent").await;
    browser.connected(true).await;
    browser.says("1000 new").await;
    // What is wrong with it is told on the page that sent it.
    browser.go("/manage/imports").await;
    browser.choose_file("The file", &file).await;
    browser.tap("Look at what would happen").await;
    browser.says("There is a problem").await;
    browser.look("coordinator-imports-without-kind").await;
    browser.finish().await;
}

#[actix_web::test]
async fn a_coordinator_sees_all_that_is_kept() {
    let town = Town::open().await;
    town.book(&town.dora, town.introduction[0]).await;
    town.app.run_jobs().await;
    let mails = town.app.get(&town.cora, "/api/v1/mails").await.expect(200).json();
    let mail = mails["items"][0]["id"].as_str().expect("a mail").to_owned();
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.cora.email).await;
    for (path, name) in [
        ("/manage/courses".to_owned(), "courses"),
        ("/manage/courses/new".to_owned(), "course-new"),
        ("/manage/courses/circles-and-meetings".to_owned(), "course"),
        ("/manage/courses/introduction/dates/series".to_owned(), "series"),
        ("/manage/ladders".to_owned(), "ladders"),
        ("/manage/ladders/city".to_owned(), "ladder"),
        ("/manage/kinds".to_owned(), "kinds"),
        ("/manage/accreditations".to_owned(), "accreditations"),
        ("/manage/dates".to_owned(), "dates"),
        (format!("/manage/dates/{}", town.introduction[0]), "date"),
        (format!("/manage/dates/{}/book", town.introduction[0]), "date-book"),
        (format!("/manage/dates/{}/waivers", town.development), "date-waivers"),
        ("/manage/people".to_owned(), "people"),
        ("/manage/people/new".to_owned(), "person-new"),
        (format!("/manage/people/{}", town.dora.id), "person"),
        (format!("/manage/people/{}/merge", town.dora.id), "person-merge"),
        ("/manage/organisations".to_owned(), "organisations"),
        (format!("/manage/organisations/{}", town.school), "organisation"),
        ("/manage/memberships".to_owned(), "memberships"),
        ("/manage/approvals".to_owned(), "approvals"),
        ("/manage/disputes".to_owned(), "disputes"),
        ("/manage/claims".to_owned(), "claims"),
        ("/manage/certificates".to_owned(), "certificates"),
        ("/manage/mails".to_owned(), "mails"),
        (format!("/manage/mails/{mail}"), "mail"),
    ] {
        browser.go(&path).await;
        browser.look(&format!("coordinator-{name}")).await;
        assert!(!browser.text().await.contains("Page not found"), "{path} is not there");
    }
    browser.go("/manage/courses/new").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("There is a problem").await;
    browser.look("coordinator-course-new-wrong").await;
    browser.finish().await;
}
