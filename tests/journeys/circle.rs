//! The whole circle, by one person on a telephone: the course, a plan of what to do with it, the day it is done, what
//! became of it, and the numbers in which it all stands.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::town::Town;
use crate::support::{
    app::Someone,
    chromium::{Chromium, Script},
};

/// Five people of the council were at the Introduction; Dora's booking and when it ended.
async fn attended(town: &Town) -> (Vec<(Someone, String)>, DateTime<Utc>) {
    let session = town.introduction[0];
    let eve = town.app.delegate("Eve Evans").await;
    let mut people = Vec::new();
    for who in [&town.dora, &town.ali, &town.bea, &town.lea, &eve] {
        people.push((who.clone(), town.book(who, session).await));
    }
    let shown = town.app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
    let end: DateTime<Utc> = shown["dates"][0]["ends_at"].as_str().expect("an end").parse().expect("a time");
    town.app.clock.set(end + TimeDelta::minutes(5));
    let date = &shown["dates"][0]["id"];
    let mark = |(_, booking): &(Someone, String)| json!({"booking_id": booking, "date_id": date, "outcome": "present"});
    let marks: Vec<Value> = people.iter().map(mark).collect();
    let path = format!("/api/v1/sessions/{session}/register");
    town.app.put(&town.tess, &path, json!({ "marks": marks })).await.expect(200);
    town.app.post(&town.tess, &format!("{path}/close"), json!({})).await.expect(200);
    town.app.run_jobs().await;
    (people, end)
}

/// The address in the last mail to somebody that holds this.
fn link(town: &Town, who: &Someone, part: &str) -> String {
    let mails = town.app.mailbox.sent();
    let mut lines = mails.iter().filter(|mail| mail.to.email == who.email).flat_map(|mail| mail.text.lines());
    let found = lines.rfind(|line| line.contains(part)).expect("a link in a mail");
    found[found.find("https://").expect("an address")..].to_owned()
}

async fn phone_of(town: &Town, who: &Someone) -> Chromium {
    let mut phone = town.browser(Script::On).await;
    phone.screen(360, 640).await;
    phone.sign_in(&who.email).await;
    phone.leave_who_sees().await;
    phone
}

#[actix_web::test]
async fn from_a_course_to_practice_and_into_the_numbers() {
    let town = Town::open().await;
    let (people, end) = attended(&town).await;
    let dora = &town.dora;

    // The mail of the result: the certificate, the plan, and how was it?
    let mut phone = phone_of(&town, dora).await;
    phone.go(&link(&town, dora, "/action-plan")).await;
    let day = town.app.day_in(10);
    phone.fill("Action 1: what will you do?", "Begin each team meeting with a check-in").await;
    phone.fill("Action 1: by when?", &day.to_string()).await;
    phone.tap("Keep my action plan").await;
    phone.says("Only you see it.").await;
    phone.go(&link(&town, dora, "/feedback/")).await;
    phone.tap_within("How useful was it for your work?", "5").await;
    phone.tap_within("How well was it taught?", "4").await;
    phone.tap("Send my answers").await;
    phone.says("Thank you. Your answers are kept").await;
    let form =
        town.app.get(&people[1].0, "/api/v1/courses/introduction/feedback-form").await.expect(200).json();
    let scales: Vec<&Value> = form["questions"]
        .as_array()
        .expect("questions")
        .iter()
        .filter(|question| question["kind"] == "scale")
        .collect();
    for (who, booking) in &people[1..] {
        let answers: Vec<Value> =
            scales.iter().map(|question| json!({"question_id": question["id"], "value": 4})).collect();
        let body = json!({"answers": answers, "quote": {"allowed": false}});
        town.app.post(who, &format!("/api/v1/bookings/{booking}/feedback"), body).await.expect(201);
    }

    // Its day, at home: one press.
    town.app.clock.set(day.and_hms_opt(8, 0, 0).expect("a time").and_utc());
    town.app.run_jobs().await;
    let mut phone = phone_of(&town, dora).await;
    phone.says("Have you done it?").await;
    phone.look("circle-home").await;
    phone.go(&link(&town, dora, "/action-plan")).await;
    phone.tap("Done").await;
    phone.says("Well done.").await;

    // Six weeks on: what became of it, and where the plan stands.
    town.app.clock.set(end + TimeDelta::days(42));
    town.app.run_jobs().await;
    phone.go(&link(&town, dora, "/impact/")).await;
    phone.tap_within("How much of what you learned", "5").await;
    phone.tap_within("How much of a difference", "4").await;
    phone.tap_within("Where does the action plan stand?", "All of it is done").await;
    phone.tap("Send my answers").await;
    phone.says("this link is used up").await;
    let mut phone = phone_of(&town, dora).await;
    phone.go("/my-certificates").await;
    phone.says("Begin each team meeting with a check-in: done.").await;
    phone.look("circle-record").await;
    phone.finish().await;

    // The numbers.
    let report =
        format!("/reports/uptake?by=course&from={}-01-01&to={}-12-31", end.format("%Y"), day.format("%Y"));
    let said = town.app.get(&town.cora, &format!("/api/v1{report}")).await.expect(200).json();
    let row = said["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["key"] == "introduction")
        .expect("its row");
    assert_eq!(
        (row["attended"].clone(), row["people"].clone(), row["certificates"].clone()),
        (json!(5), json!(5), json!(5))
    );
    // Dora's 5 and 4, and 4 eight times.
    assert_eq!(row["feedback_mean"], json!(4.1), "{row}");
    let mut desk = town.browser(Script::On).await;
    desk.screen(1280, 800).await;
    desk.sign_in(&town.cora.email).await;
    desk.go("/reports").await;
    desk.look("circle-numbers").await;
    desk.go(&report).await;
    desk.says("4.1").await;
    desk.look("circle-by-course").await;
    desk.finish().await;
    town.app.audit().await;
}
