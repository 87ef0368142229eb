//! A date whose meeting Zoom makes: ticked by who keeps the dates, said before a place is taken, joined by a link of one's
//! own. Zoom is the small stand-in of the tests.

use serde_json::json;

use super::town::Town;
use crate::support::{chromium::Script, zoom_stand_in::ZoomStandIn};

#[actix_web::test]
async fn a_place_is_taken_where_zoom_makes_the_meeting() {
    let zoom = ZoomStandIn::start();
    let town = Town::open().await;
    let app = town.app.meeting_on(zoom.access());
    let mut browser = crate::support::chromium::Chromium::open(&app, Script::On).await;
    browser.sign_in(&town.cora.email).await;
    browser.go("/manage/courses/introduction/dates/new").await;
    browser.says("Zoom makes the meeting").await;
    browser.look("zoom-date-form").await;
    let trainer = town.tess.id;
    let dates = json!([app.date_in(21, 3)]);
    let session = app
        .session_with(&town.cora, "introduction", |body| {
            body.as_object_mut().expect("an object").remove("joining");
            body["trainer_ids"] = json!([trainer]);
            body["dates"] = dates;
        })
        .await;
    browser.go(&format!("/manage/dates/{session}")).await;
    browser.says("Not made yet").await;
    app.run_jobs().await;
    let meeting = zoom.meeting();
    browser.go(&format!("/manage/dates/{session}")).await;
    browser.says(&format!("Meeting {meeting}")).await;
    browser.look("zoom-desk").await;
    browser.tap("Sign out").await;

    browser.sign_in(&town.ali.email).await;
    browser.leave_who_sees().await;
    browser.go(&format!("/sessions/{session}/book")).await;
    browser.says("Zoom is told your name and e-mail address").await;
    browser.look("zoom-book").await;
    browser.tap("What is kept, and who sees it").await;
    browser.says("Zoom Communications").await;
    browser.look("zoom-privacy").await;
    browser.go(&format!("/sessions/{session}/book")).await;
    browser.tap("Book Tuesday 24 November").await;
    browser.says("The link is still to come").await;
    app.run_jobs().await;
    let path = browser.path().await;
    browser.go(&path).await;
    browser.says("Join").await;
    browser.look("zoom-booked").await;
    let link = browser.answer("return document.querySelector('a[href*=\"/w/\"]').href").await;
    assert_eq!(link, json!(format!("https://zoom.example/w/{meeting}?tk=reg-{meeting}-1")));
    browser.finish().await;
    app.audit().await;
}
