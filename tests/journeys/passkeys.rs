//! Passkeys in a real browser: added, shown as the second step, signing in alone, and refused.

use std::net::TcpListener;

use chrono::TimeDelta;

use super::town::Town;
use crate::support::{
    chromium::{Chromium, Script},
    raw_database::Beside,
    site::Site,
};

const SECOND_FACTOR: &str = "/account/second-factor";

#[actix_web::test]
async fn a_passkey_is_added_shown_and_signs_in_alone() {
    let town = Town::open().await;
    // Passkeys belong to a name: localhost is one.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
    let app = town.app.copy_as(9, Site { base_url: base.clone(), ..Site::default() });
    let mut browser = Chromium::at(app.serve_on(listener), base, Script::On).await;
    let device = browser.authenticator().await;
    let ali = &town.ali.email;

    // Added, once its holder's finger is the right one.
    browser.sign_in(ali).await;
    browser.go(SECOND_FACTOR).await;
    browser.tap("Add a passkey").await;
    browser.look("passkey-new").await;
    browser.fill("What is it on?", "Ali’s phone").await;
    browser.tap("Go on").await;
    browser.look("passkey-make").await;
    browser.finger_is_right(&device, false).await;
    browser.tap_here("Make the passkey").await;
    browser.says("No passkey was given").await;
    browser.finger_is_right(&device, true).await;
    browser.tap("Make the passkey").await;
    browser.says("Your recovery codes").await;
    browser.go(SECOND_FACTOR).await;
    browser.says("Ali’s phone").await;
    browser.look("passkey-had").await;

    // The second step.
    browser.tap("Sign out").await;
    browser.sign_in(ali).await;
    browser.says("One more step to sign in").await;
    browser.look("passkey-second-step").await;
    browser.finger_is_right(&device, false).await;
    browser.tap_here("Use my passkey").await;
    browser.says("No passkey was given").await;
    browser.finger_is_right(&device, true).await;
    town.app.clock.advance(TimeDelta::seconds(1));
    browser.tap("Use my passkey").await;
    browser.arrives("/account/who-sees").await;
    assert_eq!(Beside::to(&town.app.database).newest_login(), "password passkey");

    // Alone.
    browser.tap("Sign out").await;
    browser.go("/sign-in").await;
    browser.tap("Use a passkey").await;
    browser.look("passkey-alone").await;
    town.app.clock.advance(TimeDelta::seconds(1));
    browser.tap("Use my passkey").await;
    browser.arrives("/account/who-sees").await;
    assert_eq!(Beside::to(&town.app.database).newest_login(), "passkey alone");

    // What no account knows any more opens none.
    Beside::to(&town.app.database).run("UPDATE passkeys SET credential_id = id");
    browser.tap("Sign out").await;
    browser.go("/sign-in").await;
    browser.tap("Use a passkey").await;
    browser.tap("Use my passkey").await;
    browser.says("No account here has the passkey that answered").await;
    browser.look("passkey-unknown").await;
    browser.sign_in(ali).await;
    browser.tap_here("Use my passkey").await;
    browser.says("That was not your passkey").await;
    browser.finish().await;
}

#[actix_web::test]
async fn what_one_browser_answered_is_worth_nothing_a_second_time() {
    let town = Town::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let base = format!("http://localhost:{}", listener.local_addr().expect("its address").port());
    let app = town.app.copy_as(9, Site { base_url: base.clone(), ..Site::default() });
    let mut browser = Chromium::at(app.serve_on(listener), base, Script::On).await;
    browser.authenticator().await;
    let bea = &town.bea.email;
    browser.sign_in(bea).await;
    browser.go("/account/second-factor/passkeys").await;
    browser.fill("What is it on?", "Bea’s laptop").await;
    browser.tap("Go on").await;
    browser.tap("Make the passkey").await;
    browser.says("Your recovery codes").await;
    browser.tap("Sign out").await;

    // The answer is kept by a listener before it is sent.
    browser.go("/sign-in").await;
    browser.tap("Use a passkey").await;
    browser
        .run(
            "const form = document.querySelector('form[data-passkey]'), send = form.submit;
            form.submit = () => {
                const kept = ['challenge', 'answer'].map((name) => [name, form.elements[name].value]);
                sessionStorage.setItem('kept', JSON.stringify(kept));
                send.call(form);
            };",
        )
        .await;
    browser.tap("Use my passkey").await;
    browser.arrives("/account/who-sees").await;
    browser.tap("Sign out").await;
    browser.go("/sign-in").await;
    browser.tap("Use a passkey").await;
    browser
        .run(
            "const form = document.querySelector('form[data-passkey]');
            for (const [name, value] of JSON.parse(sessionStorage.getItem('kept'))) form.elements[name].value = value;
            HTMLFormElement.prototype.submit.call(form);",
        )
        .await;
    browser.says("No account here has the passkey that answered, or it took too long").await;
    assert_eq!(browser.path().await, "/sign-in/passkey/answer");
    browser.finish().await;
}
