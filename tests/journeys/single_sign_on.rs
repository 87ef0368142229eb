//! Signing in with an account at a real provider, and out again.

use std::net::TcpListener;

use training_ladder::ports::Clock;

use crate::support::{
    app::TestApp,
    chromium::{Chromium, Script},
    database::{OnDatabase, TestDatabase},
    oidc_provider::OidcProvider,
};

/// A site whose people sign in at a provider of its own, and a browser at it.
async fn open(script: Script) -> (OidcProvider, TestApp, Chromium) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let site = format!("http://{}", listener.local_addr().expect("its address"));
    let provider = OidcProvider::start(&site);
    let app = TestApp::on(TestDatabase::sqlite()).await.signing_in_with(&site, vec![provider.as_provider()]);
    // The provider goes by the machine's clock.
    app.clock.set(Clock::machine().now());
    let mut browser = Chromium::open_at(app.serve_on(listener), script).await;
    browser.known_hosts.push(provider.issuer.clone());
    (provider, app, browser)
}

#[actix_web::test]
async fn somebody_signs_in_at_their_provider_and_out_of_both() {
    let (_provider, app, mut browser) = open(Script::On).await;
    browser.go("/sign-in?return_to=/courses").await;
    browser.look("sso-sign-in").await;
    browser.tap("Sign in with Directory").await;
    browser.fill("Directory address", "ada@council.example").await;
    browser.tap("Enter").await;
    browser.arrives("/courses").await;
    browser.look("sso-arrived").await;
    browser.go("/account").await;
    browser.says("ada@council.example").await;
    browser.look("sso-account").await;

    // On the account's own page the first such words sign out everywhere.
    browser.go("/courses").await;
    browser.tap("Sign out").await;
    browser.arrives("/signed-out").await;
    browser.look("sso-signed-out").await;
    browser.tap("Sign out of Directory too").await;
    browser.tap("Yes, sign me out").await;
    browser.arrives("/signed-out").await;

    // Signed out there too: it asks again who it is. Whoever turns back is told what to do.
    browser.go("/sign-in").await;
    browser.tap("Sign in with Directory").await;
    browser.tap("Turn back").await;
    browser.says("You turned back at Directory").await;
    browser.look("sso-turned-back").await;

    // An address the provider never checked opens nothing.
    browser.tap("Sign in with Directory").await;
    browser.fill("Directory address", "unchecked@council.example").await;
    browser.tap("Enter").await;
    browser.says("does not say that it has checked your e-mail address").await;
    browser.look("sso-unchecked").await;
    browser.finish().await;
    app.audit().await;
}

#[actix_web::test]
async fn signing_in_at_a_provider_needs_no_script() {
    let (_provider, app, mut browser) = open(Script::Off).await;
    browser.go("/sign-in").await;
    browser.tap("Sign in with Directory").await;
    browser.fill("Directory address", "ada@council.example").await;
    browser.tap("Enter").await;
    browser.arrives("/my-ladder").await;
    browser.tap("Sign out").await;
    browser.says("You are signed out").await;
    browser.finish().await;
    app.audit().await;
}
