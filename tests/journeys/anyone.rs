//! Somebody who is not signed in.

use crate::support::{
    app::TestApp,
    chromium::{Chromium, Script},
    database::{OnDatabase, TestDatabase},
};

#[actix_web::test]
async fn anybody_finds_their_way_without_signing_in() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let mut browser = Chromium::open(&app, Script::On).await;
    for (path, name) in [
        ("/", "front"),
        ("/sign-in", "sign-in"),
        ("/sign-in/link", "sign-in-link"),
        ("/display", "display"),
        ("/verify", "verify"),
        ("/verify/0000-0000", "verify-unknown"),
        ("/api/docs", "api-docs"),
        ("/nowhere", "not-found"),
    ] {
        browser.go(path).await;
        browser.look(name).await;
    }
    browser.go("/sign-in").await;
    browser.tap_css("main form button").await;
    browser.says("There is a problem").await;
    browser.look("sign-in-wrong").await;
    browser.finish().await;
}

#[actix_web::test]
async fn what_is_wrong_with_a_page_is_found() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let mut browser = Chromium::open(&app, Script::On).await;
    browser.go("/sign-in").await;
    let spoil = "for (const label of document.querySelectorAll('label')) label.remove();
        document.querySelector('h1').style.cssText = 'width: 900px; background: #fff; color: #eee';
        console.error('something broke');
        fetch('https://elsewhere.example/').catch(() => {});";
    browser.run(spoil).await;
    browser.look("spoiled").await;
    let found = browser.close().await.join("\n");
    for sign in ["scrolls sideways", "the console says", "color-contrast", "label"] {
        assert!(found.contains(sign), "{sign} is not found:\n{found}");
    }
}
