//! Coming in at the door: the trainer's screen at a desk, a phone in somebody's hand, and the arrival on the screen.

use chrono::TimeDelta;
use serde_json::json;

use super::town::Town;
use crate::support::chromium::Script;

/// A date of the Introduction in a room, a week from now.
async fn in_a_room(town: &Town) -> String {
    let (dates, trainers) = (json!([town.app.date_in(7, 3)]), json!([town.tess.id]));
    let session = town
        .app
        .session_with(&town.cora, "introduction", |body| {
            body["dates"] = dates;
            body["trainer_ids"] = trainers;
            body["delivery"] = json!("room");
            body["location"] = json!("Civic Centre, room 4");
        })
        .await;
    for who in [&town.dora, &town.ali] {
        town.book(who, session).await;
    }
    town.app.clock.advance(TimeDelta::days(7) + TimeDelta::minutes(12));
    session.to_string()
}

#[actix_web::test]
async fn the_code_on_the_screen_is_typed_on_a_phone_and_the_trainer_sees_who_came() {
    let town = Town::open().await;
    let session = in_a_room(&town).await;
    let mut desk = town.browser(Script::On).await;
    desk.screen(1280, 800).await;
    desk.sign_in(&town.tess.email).await;
    desk.arrives("/my-dates").await;
    desk.tap("Let people check in").await;
    desk.arrives(&format!("/sessions/{session}/check-in")).await;
    desk.says("0 of 2 are here").await;
    desk.look("check-in-screen").await;

    // Dora has no account at hand: she types what stands there, her reference and her address.
    let mut phone = town.browser(Script::Off).await;
    phone.screen(360, 640).await;
    phone.go("/check-in").await;
    phone.look("check-in").await;
    let bookings =
        town.app.get(&town.cora, &format!("/api/v1/sessions/{session}/roster")).await.expect(200).json();
    let entries = bookings["entries"].as_array().expect("entries").clone();
    let dora = entries.iter().find(|entry| entry["person"]["email"] == json!(town.dora.email)).expect("Dora");
    let code = desk.text_of("[data-door-code]").await;
    phone.fill("The code on the screen", &code).await;
    phone.fill("Your booking’s reference", dora["reference"].as_str().expect("a reference")).await;
    phone.fill("Your e-mail address", &town.dora.email).await;
    phone.tap("I am here").await;
    phone.says("You are checked in").await;
    phone.says("12 minutes late").await;
    phone.look("checked-in").await;

    // The screen says so by itself, and what had the focus keeps it.
    desk.run("document.querySelector('.brand').focus()").await;
    desk.says("1 of 2 are here").await;
    desk.says("Dora Dŵr-O'Neill").await;
    let focused = desk.answer("return document.activeElement.className").await;
    assert_eq!(focused, json!("brand"));
    desk.look("check-in-screen-arrived").await;

    // Ali is signed in: one press, by the address that the picture leads to. The screen shows another code by then.
    town.app.clock.advance(TimeDelta::minutes(1));
    let mut ali = town.browser(Script::On).await;
    ali.screen(360, 640).await;
    ali.sign_in(&town.ali.email).await;
    let new = async || desk.text_of("[data-door-code]").await;
    while new().await == code {
        desk.says("1 of 2 are here").await;
    }
    ali.go(&format!("/check-in/{}", new().await.replace(' ', ""))).await;
    ali.look("check-in-one-press").await;
    ali.tap("I am here").await;
    ali.says("You are checked in").await;
    desk.says("2 of 2 are here").await;
    ali.finish().await;
    phone.finish().await;
    desk.finish().await;
    town.app.audit().await;
}
