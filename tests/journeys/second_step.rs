//! The second step of signing in: an app's codes without script, and whoever must have one.

use chrono::TimeDelta;
use training_ladder::domain::second_factors::MustHave;

use super::town::Town;
use crate::support::{
    app::{Someone, TestApp},
    authenticator_app::code_at,
    chromium::{Chromium, Script},
};

/// Sets up an app on the page that offers it; its secret, and the first two recovery codes.
async fn set_up(browser: &mut Chromium, app: &TestApp, name: &str) -> (String, [String; 2]) {
    browser.look(&format!("{name}-second-factor")).await;
    browser.tap("Set up an app").await;
    browser.arrives("/account/second-factor/app").await;
    browser.look(&format!("{name}-app")).await;
    let secret = browser.text_of("strong.code").await.replace(' ', "");
    // A code that is not the app's is not taken.
    browser.fill("Code", "000000").await;
    browser.tap("Finish setting up").await;
    browser.says("This is not the code your app shows now").await;
    browser.look(&format!("{name}-app-wrong")).await;
    browser.fill("Code", &code_at(&secret, app.clock.now())).await;
    browser.tap("Finish setting up").await;
    browser.says("Your recovery codes").await;
    browser.look(&format!("{name}-codes")).await;
    let codes =
        [browser.text_of(".codes li:first-child").await, browser.text_of(".codes li:nth-child(2)").await];
    (secret, codes)
}

async fn first_step(browser: &mut Chromium, who: &Someone) {
    browser.tap("Sign out").await;
    browser.sign_in(&who.email).await;
    browser.says("One more step to sign in").await;
}

async fn second_step(browser: &mut Chromium, code: &str) {
    browser.fill("Code", code).await;
    browser.tap_css("main form button").await;
}

#[actix_web::test]
async fn a_code_finishes_the_sign_in_once_and_works_without_script() {
    let town = Town::open().await;
    let mut browser = town.browser(Script::Off).await;
    browser.sign_in(&town.ali.email).await;
    browser.go("/account").await;
    browser.tap("Your second step of signing in").await;
    let (secret, codes) = set_up(&mut browser, &town.app, "ali").await;
    browser.tap("I have kept them").await;

    // The code that set it up signs nobody in.
    first_step(&mut browser, &town.ali).await;
    browser.look("ali-second-step").await;
    let used = code_at(&secret, town.app.clock.now());
    second_step(&mut browser, &used).await;
    browser.says("This code is wrong, or was used before").await;
    browser.look("ali-second-step-wrong").await;
    town.app.clock.advance(TimeDelta::seconds(30));
    second_step(&mut browser, &code_at(&secret, town.app.clock.now())).await;
    browser.arrives("/account/who-sees").await;

    // A recovery code does, once.
    first_step(&mut browser, &town.ali).await;
    second_step(&mut browser, &codes[0]).await;
    browser.arrives("/account/who-sees").await;
    first_step(&mut browser, &town.ali).await;
    second_step(&mut browser, &codes[0]).await;
    browser.says("This code is wrong, or was used before").await;
    second_step(&mut browser, &codes[1]).await;
    browser.arrives("/account/who-sees").await;
    browser.go("/account/second-factor").await;
    browser.says("You have 8 of 10 left").await;
    browser.finish().await;
}

#[actix_web::test]
async fn a_coordinator_who_must_have_one_sets_it_up_first() {
    let town = Town::open().await;
    let strict = town.app.copy_that_asks(MustHave { coordinators: true, ..MustHave::default() });
    let mut browser = Chromium::open(&strict, Script::On).await;
    browser.sign_in(&town.cora.email).await;
    for path in ["/work", "/manage/people", "/account", "/courses"] {
        browser.go(path).await;
        browser.arrives("/account/second-factor").await;
    }
    browser.says("a password alone is not enough").await;
    set_up(&mut browser, &strict, "cora").await;
    browser.tap("I have kept them").await;
    browser.arrives("/work").await;
    browser.finish().await;
}
