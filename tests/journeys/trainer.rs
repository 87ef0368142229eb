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
