//! A trainer: who is coming, attendance on a phone, and the end of it.

use chrono::TimeDelta;
use serde_json::json;

use super::town::Town;
use crate::support::chromium::Script;

/// Books twenty-one people on the first date of the Introduction, one with an access need.
async fn twenty_one(town: &Town) {
    for number in 0..21 {
        let person = town.app.delegate(&format!("Person Number{number:02}")).await;
        let booking = town.book(&person, town.introduction[0]).await;
        if number == 4 {
            let path = format!("/api/v1/bookings/{booking}/access-needs");
            town.app.put(&person, &path, json!({"needs": "Captions, please"})).await.expect(200);
        }
    }
}

#[actix_web::test]
async fn a_trainer_marks_and_finishes_a_date_of_21_with_two_exceptions_in_six_taps_and_a_field() {
    let town = Town::open().await;
    twenty_one(&town).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.tess.email).await;
    browser.arrives("/my-dates").await;
    browser.look("trainer-my-dates").await;
    browser.go(&format!("/sessions/{}/roster", town.introduction[0])).await;
    browser.says("Captions, please").await;
    browser.look("trainer-roster").await;
    browser.tap("Mark as arranged").await;
    browser.says("arranged").await;

    // On the day, an hour in: too early to finish, and the page says so.
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(1));
    browser.go("/my-dates").await;
    browser.look("trainer-my-dates-today").await;
    browser.go(&format!("/sessions/{}/attendance/finish", town.introduction[0])).await;
    browser.look("trainer-finish-too-early").await;

    town.app.clock.advance(TimeDelta::hours(2) + TimeDelta::minutes(5));
    browser.go("/my-dates").await;
    browser.taps = 0;
    browser.tap("Finish attendance").await;
    browser.look("trainer-attendance").await;
    browser.tap_here("Everyone was here").await;
    browser.says("Saved").await;
    browser.tap_within("Person Number03", "Not here").await;
    browser.tap_within("Person Number11", "Part of it").await;
    browser.fill("Minutes here (Person Number11", "30").await;
    assert!(browser.taps <= 4, "{} taps", browser.taps);
    browser.says("21 of 21 marked").await;
    browser.look("trainer-attendance-marked").await;
    browser.tap("Go to the summary").await;
    browser.says("Person Number03").await;
    browser.look("trainer-finish").await;
    browser.tap("Finish and send 19 certificates").await;
    assert!(browser.taps <= 6, "{} taps", browser.taps);
    browser.look("trainer-finished").await;
    town.app.run_jobs().await;
    let certificates = town.app.get(&town.cora, "/api/v1/certificates?limit=50").await.expect(200).json();
    assert_eq!(certificates["items"].as_array().map(Vec::len), Some(19));
    browser.finish().await;
    town.app.audit().await;
}

#[actix_web::test]
async fn attendance_marked_without_a_connection_is_kept_and_saved_later() {
    let town = Town::open().await;
    for person in [&town.dora, &town.ali] {
        town.book(person, town.introduction[0]).await;
    }
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(4));
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.tess.email).await;
    browser.tap("Finish attendance").await;
    browser.says("0 of 2 marked").await;
    browser.connected(false).await;
    browser.tap_here("Everyone was here").await;
    browser.says("Not saved yet, trying again").await;
    let roster = format!("/api/v1/sessions/{}/roster", town.introduction[0]);
    let marked = async || {
        let read = town.app.get(&town.tess, &roster).await.expect(200).json();
        let entries = read["entries"].as_array().expect("entries").clone();
        entries.iter().filter(|entry| entry["attendance"][0]["outcome"] == "present").count()
    };
    assert_eq!(marked().await, 0);

    // Connected again it is sent, from here or from the page opened anew.
    browser.connected(true).await;
    browser.go(&format!("/sessions/{}/attendance", town.introduction[0])).await;
    browser.says("2 of 2 marked").await;
    browser.tap("Go to the summary").await;
    browser.says("Finish attendance").await;
    assert_eq!(marked().await, 2);
    browser.finish().await;
}

#[actix_web::test]
async fn attendance_works_without_script_too() {
    let town = Town::open().await;
    for person in [&town.dora, &town.ali] {
        town.book(person, town.introduction[0]).await;
    }
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(4));
    let mut browser = town.browser(Script::Off).await;
    browser.sign_in(&town.tess.email).await;
    browser.tap("Finish attendance").await;
    browser.look("trainer-attendance-without-script").await;
    browser.tap("Everyone was here").await;
    browser.tap_within("Ali Ahmed", "Not here").await;
    browser.tap("Go to the summary").await;
    browser.tap("Finish and send 1 certificate").await;
    browser.says("Dora").await;
    browser.finish().await;
}

#[actix_web::test]
async fn twenty_people_of_a_zoom_report_are_finished_in_nine_taps() {
    let town = Town::open().await;
    let names = [
        "Ada Okoro",
        "Ben Hale",
        "Cem Demir",
        "Dee Stone",
        "Eve Adams",
        "Flo Mills",
        "Gus Byrne",
        "Hal Quinn",
        "Ida Novak",
        "Jon Price",
        "Kay Doyle",
        "Leo Marsh",
        "Mia Frost",
        "Ned Clark",
        "Oma Singh",
        "Pia Lopez",
        "Quy Nguyen",
        "Ray Walsh",
        "Sue Yates",
        "Tom Usher",
    ];
    let mut lines = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n".to_owned();
    let shown =
        town.app.get_public(&format!("/api/v1/sessions/{}", town.introduction[0])).await.expect(200).json();
    let time = |at: &str| {
        let at: chrono::DateTime<chrono::Utc> =
            shown["dates"][0][at].as_str().expect("a time").parse().expect("a time");
        at.with_timezone(&chrono_tz::Tz::Europe__London).format("%m/%d/%Y %I:%M:%S %p").to_string()
    };
    let (from, to) = (time("starts_at"), time("ends_at"));
    for (number, name) in names.iter().enumerate() {
        let person = town.app.delegate(name).await;
        town.book(&person, town.introduction[0]).await;
        let (shown, email) = match number {
            4 => ("Eve", ""),
            11 => ("Leonard Marsh", "leo@home.example"),
            _ => (*name, person.email.as_str()),
        };
        lines.push_str(&format!("{shown},{email},{from},{to},180,No\n"));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("participants.csv");
    std::fs::write(&file, lines).expect("a file");
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(3) + TimeDelta::minutes(5));
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.tess.email).await;
    browser.go("/my-dates").await;
    browser.taps = 0;
    browser.tap("Finish attendance").await;
    browser.tap("Take it from the report of Zoom, Teams or Meet").await;
    browser.look("trainer-bring-report").await;
    browser.choose_file("The report", &file.display().to_string()).await;
    browser.tap("Look at who was there").await;
    browser.says("By the report of Zoom, 20 people or devices joined").await;
    browser.says("The only one of that first name on this date").await;
    browser.look("trainer-review-report").await;
    browser.tap_within("Eve", "Yes, this is Eve Adams").await;
    browser.tap_within("Leonard Marsh", "Yes, this is Leo Marsh").await;
    browser.tap("Mark, and go to the summary").await;
    browser.tap("Finish and send 20 certificates").await;
    browser.says("Attendance is finished").await;
    assert!(browser.taps <= 9, "{} taps", browser.taps);
    town.app.run_jobs().await;
    let certificates = town.app.get(&town.cora, "/api/v1/certificates?limit=50").await.expect(200).json();
    assert_eq!(certificates["items"].as_array().map(Vec::len), Some(20));
    browser.finish().await;
    town.app.audit().await;
}
