//! Each login says how it began.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    raw_database::Beside,
};

/// How the newest login began; the next one begins later.
fn newest(app: &TestApp) -> String {
    app.clock.advance(TimeDelta::seconds(1));
    Beside::to(&app.database).newest_login()
}

/// What stands behind `token=` in the last mail to an address.
async fn mailed(app: &TestApp, email: &str) -> String {
    app.run_jobs().await;
    let mails = app.mailbox.sent();
    let mail = mails.iter().rev().find(|mail| mail.to.email == email).expect("a mail");
    let (_, rest) = mail.text.split_once("token=").expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

both_databases! {
    async fn each_way_of_signing_in_is_kept_with_the_login(app: TestApp) {
        let ada = app.delegate("Ada").await;
        assert_eq!(newest(&app), "password alone");
        let link = json!({"email": ada.email});
        app.post_public("/api/v1/auth/sign-in-links", link.clone()).await.expect(202);
        let token = mailed(&app, &ada.email).await;
        let tokens = app.post_public("/api/v1/auth/sign-in-links/redeem", json!({"token": token})).await.expect(200);
        assert_eq!(newest(&app), "link alone");
        let tokens: Value = tokens.json();
        app.post_public("/api/v1/auth/refresh", json!({"refresh_token": tokens["refresh_token"]})).await.expect(200);
        assert_eq!(newest(&app), "link alone", "going on with a login is no new one");

        let new = json!({"name": "Bo Newcomer", "email": "bo@example.org", "password": PASSWORD});
        app.post_public("/api/v1/people", new).await.expect(201);
        let token = mailed(&app, "bo@example.org").await;
        app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        assert_eq!(newest(&app), "address_confirmed alone");

        let browser = app.browser();
        let typed = [("email", ada.email.as_str()), ("password", PASSWORD)];
        browser.submit("/sign-in", &typed).await.expect(303);
        assert_eq!(newest(&app), "password alone");
        app.post_public("/api/v1/auth/sign-in-links", link).await.expect(202);
        let token = mailed(&app, &ada.email).await;
        app.browser().submit("/sign-in/redeem", &[("token", &token)]).await.expect(303);
        assert_eq!(newest(&app), "link alone");

        let new = json!({"name": "Cleo Newcomer", "email": "cleo@example.org", "password": PASSWORD});
        app.post_public("/api/v1/people", new).await.expect(201);
        let token = mailed(&app, "cleo@example.org").await;
        // In another browser than the registering one their own words are asked for.
        let own = [("token", token.as_str()), ("own", "yes"), ("name", "Cleo Newcomer"), ("password", PASSWORD)];
        app.browser().submit("/confirm", &own).await.expect(303);
        assert_eq!(newest(&app), "address_confirmed alone");
    }
}
