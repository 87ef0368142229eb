//! A manager and an organisation's lead: where their people stand, and places for several at once.

use serde_json::json;

use super::town::Town;
use crate::support::chromium::Script;

#[actix_web::test]
async fn a_manager_books_for_several_and_says_yes() {
    let town = Town::open().await;
    town.book(&town.ali, town.introduction[0]).await;
    let path = "/api/v1/courses/introduction";
    town.app.patch(&town.cora, path, json!({"needs_approval": true})).await.expect(200);
    let asked = town.book(&town.bea, town.introduction[1]).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.mina.email).await;
    browser.tap("Go on").await;
    browser.arrives("/my-people").await;
    browser.says("Bea Brown").await;
    browser.look("manager-my-people").await;
    browser.go(&format!("/bookings/{asked}/approval")).await;
    browser.look("manager-approval").await;
    browser.go(&format!("/people/{}", town.ali.id)).await;
    browser.look("manager-person").await;
    browser.go("/my-people/add").await;
    browser.look("manager-add").await;
    browser.go("/my-people/book").await;
    browser.look("manager-book").await;
    browser.finish().await;
}

#[actix_web::test]
async fn a_lead_sees_their_school() {
    let town = Town::open().await;
    town.app.join(&town.bea, town.school, false).await;
    let mut browser = town.browser(Script::On).await;
    browser.sign_in(&town.lea.email).await;
    browser.tap("Go on").await;
    browser.says("Bea Brown").await;
    browser.look("lead-my-people").await;
    browser.go("/my-people/add").await;
    browser.tap_css("main form button:not(.second):not(.unseen)").await;
    browser.says("There is a problem").await;
    browser.look("lead-add-wrong").await;
    browser.finish().await;
}
