//! A delegate: from the first look at a course to the certificate.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::domain::ids::SessionId;

use super::town::Town;
use crate::support::{
    app::{PASSWORD, Someone},
    chromium::{Chromium, Script},
};

/// Marks everybody of a session present and closes its register, as its trainer.
async fn attend(town: &Town, session: SessionId) {
    let path = format!("/api/v1/sessions/{session}");
    let roster = town.app.get(&town.tess, &format!("{path}/roster")).await.expect(200).json();
    let date = roster["session"]["dates"][0]["id"].clone();
    let marks: Vec<_> = roster["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| json!({"booking_id": entry["booking_id"], "date_id": date, "outcome": "present"}))
        .collect();
    town.app.put(&town.tess, &format!("{path}/register"), json!({"marks": marks})).await.expect(200);
    town.app.post(&town.tess, &format!("{path}/register/close"), json!({})).await.expect(200);
    town.app.run_jobs().await;
}

#[actix_web::test]
async fn a_delegate_climbs_the_first_step() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::On).await;

    // The public way to a date.
    for (path, name) in [("/", "front"), ("/courses", "courses"), ("/courses/introduction", "course")] {
        browser.go(path).await;
        browser.look(&format!("delegate-{name}")).await;
    }
    browser.go(&format!("/sessions/{}", town.introduction[0])).await;
    browser.look("delegate-date-signed-out").await;

    // From the home page to a place.
    browser.sign_in(&town.dora.email).await;
    // Whoever is new is told who sees what.
    browser.look("delegate-who-sees").await;
    browser.tap("Go on").await;
    browser.arrives("/my-ladder").await;
    browser.look("delegate-my-ladder-new").await;
    browser.taps = 0;
    browser.tap("Book Tuesday 17 November").await;
    browser.look("delegate-book").await;
    assert_eq!(browser.typed("Your name, as it should print").await, "Dora Dŵr-O'Neill");
    browser.fill("Is there anything you need", "Captions, please").await;
    browser.tap_css("main form button").await;
    assert!(browser.taps <= 2, "{} taps", browser.taps);
    browser.says("What happens next").await;
    browser.look("delegate-booked").await;
    let booking = browser.path().await;

    // The back button shows the form again; sending it again books nothing twice.
    browser.back().await;
    browser.tap_css("main form button").await;
    browser.go("/my-bookings").await;
    browser.look("delegate-my-bookings").await;
    let bookings = town.app.get(&town.dora, "/api/v1/bookings").await.expect(200).json();
    assert_eq!(bookings["items"].as_array().map(Vec::len), Some(1), "{bookings}");

    // A date that needs the one booked, and one of the same course.
    browser.go(&format!("/sessions/{}", town.development)).await;
    browser.look("delegate-date-planned").await;
    browser.go(&format!("/sessions/{}", town.introduction[1])).await;
    browser.look("delegate-date-not-now").await;
    // A refused date to the moved booking, and back again.
    for date in [1, 0] {
        browser.go(&format!("/sessions/{}", town.introduction[date])).await;
        browser.taps = 0;
        browser.tap("Move my booking to this date").await;
        browser.says("new calendar entry").await;
        assert!(browser.taps <= 2, "{} taps", browser.taps);
    }

    // Everything that can be done with the booking.
    for change in ["move", "hand-over", "cancel", "access-needs"] {
        browser.go(&format!("{booking}/{change}")).await;
        browser.look(&format!("delegate-{change}")).await;
    }
    browser.go(&format!("{booking}/hand-over")).await;
    browser.tap_css("main form button").await;
    browser.says("There is a problem").await;
    browser.look("delegate-hand-over-wrong").await;

    // The same from the booking's own page.
    for _ in 0..2 {
        browser.go(&booking).await;
        browser.taps = 0;
        browser.tap("Move to another date").await;
        browser.tap_css("main form .choice label").await;
        browser.tap("Move the booking").await;
        browser.arrives(&booking).await;
        assert!(browser.taps <= 3, "{} taps", browser.taps);
    }

    // On the day: how to join stands first.
    town.app.clock.advance(TimeDelta::days(14) - TimeDelta::minutes(20));
    browser.go("/my-ladder").await;
    browser.says("Ring 0117 496 0000").await;
    browser.look("delegate-my-ladder-today").await;

    // Afterwards: the certificate, and a word that something is wrong.
    town.app.clock.advance(TimeDelta::hours(5));
    attend(&town, town.introduction[0]).await;
    browser.go("/my-ladder").await;
    browser.look("delegate-my-ladder-done").await;
    browser.go("/my-certificates").await;
    browser.says("Introduction to restorative practice").await;
    browser.look("delegate-my-certificates").await;
    browser.go(&booking).await;
    browser.look("delegate-booking-attended").await;
    browser.go(&format!("{booking}/wrong")).await;
    browser.look("delegate-wrong").await;
    for (path, name) in [("/my-training", "my-training"), ("/account", "account")] {
        browser.go(path).await;
        browser.look(&format!("delegate-{name}")).await;
    }
    let certificates = town.app.get(&town.dora, "/api/v1/certificates").await.expect(200).json();
    let code = certificates["items"][0]["verification_code"].as_str().expect("a code").to_owned();
    browser.go("/verify").await;
    browser.fill("Certificate code", &code.to_lowercase().replace('0', "o")).await;
    browser.tap("Check").await;
    browser.says("Valid").await;
    browser.look("verify-valid").await;
    browser.tap("Sign out").await;
    browser.finish().await;
    town.app.audit().await;
}

#[actix_web::test]
async fn a_delegate_needs_no_script() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::Off).await;
    browser.go("/register").await;
    browser.look("register-organisation-without-script").await;
    browser.tap("City Council").await;
    browser.look("register-without-script").await;
    browser.fill("Your name", "Nia Newcomer").await;
    browser.fill("Your work e-mail address", "nia.newcomer@example.org").await;
    browser.fill("A password", "a long enough password").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    town.app.run_jobs().await;
    let mails = town.app.mailbox.sent();
    let mut words = mails.iter().flat_map(|mail| mail.text.split_whitespace());
    let link = words.find(|word| word.contains("/confirm?token=")).expect("a link").to_owned();
    browser.go(&link).await;
    browser.look("confirm-without-script").await;
    browser.tap_css("main form button").await;
    browser.go("/courses/introduction").await;
    browser.tap("Tuesday 17 November").await;
    browser.tap("Book Tuesday 17 November").await;
    browser.look("book-without-script").await;
    browser.tap_css("main form button").await;
    browser.says("What happens next").await;
    browser.taps = 0;
    browser.tap("Give up").await;
    browser.tap_css("main form button").await;
    browser.says("cancelled").await;
    assert!(browser.taps <= 2, "{} taps", browser.taps);
    browser.finish().await;
    town.app.audit().await;
}

#[actix_web::test]
async fn a_place_that_comes_up_is_taken_from_the_mail() {
    let town = Town::open().await;
    let path = format!("/api/v1/sessions/{}", town.introduction[0]);
    town.app.patch(&town.cora, &path, json!({"capacity": 1})).await.expect(200);
    let booking = town.book(&town.ali, town.introduction[0]).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.dora.email).await;
    browser.go(&format!("/sessions/{}", town.introduction[0])).await;
    browser.look("delegate-date-full").await;
    browser.tap("Join the waiting list").await;
    browser.look("delegate-book-full").await;
    browser.tap_css("main form button").await;
    browser.look("delegate-waiting").await;
    town.app.post(&town.ali, &format!("/api/v1/bookings/{booking}/cancel"), json!({})).await.expect(200);
    town.app.run_jobs().await;
    let mail =
        town.app.mailbox.sent().into_iter().rfind(|mail| mail.to.email == town.dora.email).expect("a mail");
    let link = mail.text.split_whitespace().find(|word| word.contains("/offer")).expect("a link").to_owned();
    browser.go("/my-ladder").await;
    browser.look("delegate-my-ladder-offer").await;
    // From the home page as from the mail.
    browser.taps = 0;
    browser.tap_css(".waiting a[href*='/offer']").await;
    browser.says("Take this place").await;
    assert!(browser.taps <= 1, "{} taps, and one to take it", browser.taps);
    browser.go(&link).await;
    browser.look("delegate-offer").await;
    browser.tap("Take this place").await;
    browser.look("delegate-offer-taken").await;
    browser.finish().await;
    let bookings = town.app.get(&town.dora, "/api/v1/bookings?state=booked").await.expect(200).json();
    assert_eq!(bookings["items"].as_array().map(Vec::len), Some(1), "{bookings}");
}

#[actix_web::test]
async fn a_form_sent_after_the_login_ended_is_finished_after_signing_in_again() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.dora.email).await;
    browser.go(&format!("/sessions/{}/book", town.introduction[0])).await;
    browser.fill("Is there anything you need", "A large-print handout").await;
    browser.lose_login().await;
    browser.tap_css("main form button").await;
    browser.says("what you typed is kept").await;
    browser.look("sign-in-to-go-on").await;
    sign_in_here(&mut browser, &town.dora).await;
    browser.look("signed-in-to-go-on").await;
    browser.tap("Go back to what you were doing").await;
    assert_eq!(browser.typed("Is there anything you need").await, "A large-print handout");
    browser.tap_css("main form button").await;
    browser.says("What happens next").await;
    browser.finish().await;
}

async fn sign_in_here(browser: &mut Chromium, who: &Someone) {
    browser.fill("E-mail address", &who.email).await;
    browser.fill("Password", PASSWORD).await;
    browser.tap_css("main form button").await;
}
