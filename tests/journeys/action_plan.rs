//! From a course to practice: the result mail leads to the plan, its day is remembered, done at one press, and the
//! record shows it.

use chrono::TimeDelta;
use serde_json::json;

use super::town::Town;
use crate::support::{app::Someone, chromium::Script};

/// The Introduction takes place with Dora on it; her booking.
async fn attended(town: &Town) -> String {
    let session = town.introduction[0];
    town.book(&town.dora, session).await;
    town.app.clock.advance(TimeDelta::days(14) + TimeDelta::hours(4));
    let tess = Someone { token: town.app.sign_in(&town.tess.email).await, ..town.tess.clone() };
    let path = format!("/api/v1/sessions/{session}");
    let roster = town.app.get(&tess, &format!("{path}/roster")).await.expect(200).json();
    let (date, entries) = (roster["session"]["dates"][0]["id"].clone(), roster["entries"].clone());
    let marks: Vec<_> = entries
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| json!({"booking_id": entry["booking_id"], "date_id": date, "outcome": "present"}))
        .collect();
    town.app.put(&tess, &format!("{path}/register"), json!({"marks": marks})).await.expect(200);
    town.app.post(&tess, &format!("{path}/register/close"), json!({})).await.expect(200);
    town.app.run_jobs().await;
    let dora = entries
        .as_array()
        .expect("entries")
        .iter()
        .find(|entry| entry["person"]["email"] == json!(town.dora.email));
    dora.expect("Dora")["booking_id"].as_str().expect("an id").to_owned()
}

/// The path of the link to the plan in the last mail to somebody.
fn link(town: &Town, who: &Someone) -> String {
    let text = town.app.last_text_to(&who.email);
    let found = text.lines().find(|line| line.ends_with("/action-plan")).expect("a link to the plan");
    found[found.find("/bookings/").expect("a booking")..].to_owned()
}

#[actix_web::test]
async fn what_was_learnt_becomes_practice() {
    let town = Town::open().await;
    let booking = attended(&town).await;
    let plan = link(&town, &town.dora);
    assert_eq!(plan, format!("/bookings/{booking}/action-plan"));
    let mut phone = town.browser(Script::On).await;
    phone.screen(360, 640).await;
    phone.sign_in(&town.dora.email).await;
    phone.leave_who_sees().await;
    phone.go(&plan).await;
    phone.look("action-plan-new").await;
    let day = town.app.day_in(10);
    phone.fill("Action 1: what will you do?", "Begin each team meeting with a check-in").await;
    phone.tap("Keep my action plan").await;
    phone.says("Enter a day").await;
    phone.look("action-plan-wrong").await;
    phone.fill("Action 1: by when?", &day.to_string()).await;
    phone.tap("Keep my action plan").await;
    phone.says("Only you see it.").await;
    phone.look("action-plan-kept").await;

    // Its day comes.
    town.app.clock.set(day.and_hms_opt(8, 0, 0).expect("a time").and_utc());
    town.app.run_jobs().await;
    assert_eq!(link(&town, &town.dora), plan);
    let mut phone = town.browser(Script::On).await;
    phone.screen(360, 640).await;
    phone.sign_in(&town.dora.email).await;
    phone.says("Have you done it?").await;
    phone.look("action-plan-waits").await;
    phone.tap("Done or not yet").await;
    phone.says("Not yet: remind me on").await;
    phone.look("action-plan-due").await;
    phone.tap("Done").await;
    phone.says("Well done.").await;

    // Tess sees it once it is shared, and no longer when it is not.
    phone.tap("Change it, add to it").await;
    phone.tap("My trainers").await;
    phone.look("action-plan-sharing").await;
    phone.tap("Keep the changes").await;
    phone.says("your trainers can see it").await;
    let mut desk = town.browser(Script::On).await;
    desk.screen(1280, 800).await;
    desk.sign_in(&town.tess.email).await;
    desk.go(&format!("/sessions/{}/roster", town.introduction[0])).await;
    desk.tap("1 action plan is shared with you").await;
    desk.says("Begin each team meeting with a check-in").await;
    desk.look("action-plans-shared").await;
    phone.tap("Change it, add to it").await;
    phone.tap("My trainers").await;
    phone.tap("Keep the changes").await;
    phone.says("Only you see it.").await;
    desk.go(&format!("/sessions/{}/action-plans", town.introduction[0])).await;
    desk.says("Nobody here shares").await;

    // The record shows it, and is handed in.
    phone.go("/my-certificates").await;
    phone.says("Begin each team meeting with a check-in: done.").await;
    phone.look("action-plan-record").await;
    phone.tap("Social Work England").await;
    phone.says("Missing yet").await;
    phone.look("hand-in-missing").await;
    phone.tap("Say what I learnt").await;
    phone.look("reflection").await;
    phone.fill("What did you learn?", "To ask before I answer.").await;
    phone.tap("Keep what I learnt").await;
    phone.says("To ask before I answer.").await;
    phone.go("/my-certificates/hand-in/restorative-justice-council?level=advanced").await;
    phone.says("to go: 16 hours").await;
    phone.look("hand-in-hours").await;
    desk.finish().await;
    phone.finish().await;
    town.app.audit().await;
}
