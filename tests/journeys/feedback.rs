//! How was it? From the result's mail on a telephone to the trainer's view and the course's page, and back off it; and
//! what became of it, six weeks later.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::town::Town;
use crate::support::{
    app::Someone,
    chromium::{Chromium, Script},
};

/// Dora, Ali and Bea were at the Introduction.
async fn attended(town: &Town) -> (String, DateTime<Utc>) {
    let session = town.introduction[0];
    let mut bookings = Vec::new();
    for who in [&town.dora, &town.ali, &town.bea] {
        bookings.push(town.book(who, session).await);
    }
    let shown = town.app.get_public(&format!("/api/v1/sessions/{session}")).await.expect(200).json();
    let (date, end) =
        (shown["dates"][0]["id"].clone(), shown["dates"][0]["ends_at"].as_str().expect("an end"));
    let end: DateTime<Utc> = end.parse().expect("a time");
    town.app.clock.set(end + TimeDelta::minutes(5));
    let marks: Vec<_> = bookings
        .iter()
        .map(|booking| json!({"booking_id": booking, "date_id": date, "outcome": "present"}))
        .collect();
    let path = format!("/api/v1/sessions/{session}/register");
    town.app.put(&town.tess, &path, json!({ "marks": marks })).await.expect(200);
    town.app.post(&town.tess, &format!("{path}/close"), json!({})).await.expect(200);
    town.app.run_jobs().await;
    (bookings.remove(0), end)
}

/// The address a mail leads to.
fn link(town: &Town, who: &Someone, begins: &str) -> String {
    let wanted = format!("https://training.example.org{begins}");
    let mails = town.app.mailbox.sent();
    let mut lines = mails.iter().filter(|mail| mail.to.email == who.email).flat_map(|mail| mail.text.lines());
    lines.rfind(|line| line.starts_with(&wanted)).expect("a link in a mail").to_owned()
}

async fn says(town: &Town, who: &Someone, words: &str, script: Script) -> Chromium {
    let mut phone = town.browser(script).await;
    phone.screen(360, 640).await;
    phone.go(&link(town, who, "/feedback/")).await;
    phone.says("How was it?").await;
    phone.look("feedback").await;
    phone.tap_within("How useful was it for your work?", "5").await;
    phone.tap_within("How well was it taught?", "4").await;
    phone.fill("What will you take away", words).await;
    phone
}

#[actix_web::test]
async fn from_the_mail_to_the_courses_page_and_off_it_again() {
    let town = Town::open().await;
    let (booking, end) = attended(&town).await;
    let session = town.introduction[0];

    // What is missing is told where it is, and what was typed stays.
    let mut dora = says(&town, &town.dora, "Ask first, then listen.", Script::On).await;
    dora.tap("My words may stand on the course’s page").await;
    dora.tap("Send my answers").await;
    dora.says("There is a problem").await;
    dora.look("feedback-wrong").await;
    dora.fill("What shall we call you there?", "Family support worker").await;
    dora.tap("Send my answers").await;
    dora.says("Thank you. Your answers are kept").await;
    dora.look("feedback-sent").await;
    for (who, words) in [(&town.ali, "A break, please."), (&town.bea, "Good examples.")] {
        let mut phone = says(&town, who, words, Script::Off).await;
        phone.tap("Send my answers").await;
        phone.says("Thank you. Your answers are kept").await;
        phone.finish().await;
    }

    // The trainer sees three answers, and nobody's name.
    let mut desk = town.browser(Script::On).await;
    desk.screen(1280, 800).await;
    desk.sign_in(&town.tess.email).await;
    desk.go(&format!("/sessions/{session}/roster")).await;
    desk.tap("How was it?").await;
    desk.says("3 people answered").await;
    desk.says("Family support worker").await;
    desk.look("feedback-of-session").await;
    assert!(!desk.text().await.contains("Dora"));
    desk.finish().await;

    // The coordinator's yes.
    let mut office = town.browser(Script::On).await;
    office.screen(1280, 800).await;
    office.sign_in(&town.cora.email).await;
    office.go("/work").await;
    office.tap("1 quote to look at").await;
    office.says("Ask first, then listen.").await;
    office.look("quotes").await;
    office.tap("Show it on the page").await;
    office.says("It stands on the course’s page.").await;
    office.look("quotes-shown").await;
    let mut anyone = town.browser(Script::Off).await;
    anyone.screen(360, 640).await;
    anyone.go("/courses/introduction").await;
    anyone.says("Ask first, then listen.").await;
    anyone.says("Family support worker").await;
    anyone.look("course-with-quotes").await;

    // Taken back, by the same link.
    dora.tap("My words may stand on the course’s page").await;
    dora.tap("Change my answers").await;
    dora.says("Thank you.").await;
    anyone.go("/courses/introduction").await;
    assert!(!anyone.text().await.contains("Ask first, then listen."));
    anyone.finish().await;
    office.go("/manage/courses/introduction/feedback").await;
    office.says("Question 1").await;
    office.look("feedback-questions").await;
    office.finish().await;

    // Six weeks later.
    town.app.clock.set(end + TimeDelta::days(42));
    town.app.run_jobs().await;
    dora.go(&link(&town, &town.dora, "/impact/")).await;
    dora.says("What became of it?").await;
    dora.look("impact").await;
    dora.tap_within("How much of what you learned", "4").await;
    dora.tap_within("How much of a difference", "3").await;
    dora.tap_within("Where does the action plan stand?", "It is under way").await;
    dora.tap("My line manager may be asked too").await;
    dora.tap("Send my answers").await;
    dora.says("this link is used up").await;
    dora.look("impact-said").await;
    dora.go(&link(&town, &town.dora, "/impact/")).await;
    dora.says("This link is over").await;
    dora.finish().await;
    town.app.run_jobs().await;
    let mut mina = town.browser(Script::On).await;
    mina.screen(360, 640).await;
    mina.go(&link(&town, &town.mina, "/impact/")).await;
    mina.says("How much of it do you see in use?").await;
    mina.look("impact-manager").await;
    mina.go(&link(&town, &town.mina, "/impact-off/")).await;
    mina.look("impact-off").await;
    mina.finish().await;

    // On her booking's page Dora sees what she said, and takes the yes to her manager back.
    let mut dora = town.browser(Script::On).await;
    dora.screen(360, 640).await;
    dora.sign_in(&town.dora.email).await;
    dora.leave_who_sees().await;
    dora.go(&format!("/bookings/{booking}")).await;
    dora.look("booking-afterwards").await;
    dora.tap("What I said of it").await;
    dora.look("feedback-given").await;
    dora.go(&format!("/bookings/{booking}/impact")).await;
    dora.says("4 of 5 in use").await;
    dora.look("own-impact").await;
    dora.tap("Do not ask my line manager").await;
    dora.says("Your line manager is not asked").await;
    dora.finish().await;
    town.app.audit().await;
}
