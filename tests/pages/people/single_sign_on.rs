//! Signing in with an account at a provider: whose record it is, and adding and taking away accounts.

use chrono::TimeDelta;
use serde_json::json;
use training_ladder::{
    domain::{accounts::FRESH_LOGIN, words::OrganisationKind},
    store::write::people::organisations,
};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    hostile_provider::HostileProvider,
    raw_database::Beside,
    signing_in_with::{begin, claims, come_back, sign_in, sign_in_from},
};

const SITE: &str = "https://training.example.org";

fn with(app: &TestApp, provider: &HostileProvider) -> TestApp {
    app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})])
}

/// How often a number stands in the database.
fn count(app: &TestApp, sql: &str) -> i64 {
    Beside::to(&app.database).number(sql)
}

both_databases! {
    async fn somebody_new_gets_a_record_by_their_confirmed_address(app: TestApp) {
        let provider = HostileProvider::start();
        let app = with(&app, &provider);
        let council = app.organisation("City Council", OrganisationKind::Council).await;
        app.db.write(move |tx| {
            let mut row = organisations::load(tx.conn(), council)?;
            row.domain = Some("council.example".to_owned());
            organisations::store(tx, &row)
        }).await.expect("a domain");
        let browser = app.browser();
        let page = browser.open("/sign-in?return_to=/courses").await.expect(200).text();
        assert!(page.contains("Sign in with Account 1"), "{page}");
        let asked = begin(&browser, "/sign-in/with/1?return_to=/courses").await;
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "ladder"),
            ("redirect_uri", "https://training.example.org/sign-in/with/1/back"),
            ("code_challenge_method", "S256"),
            ("scope", "openid email profile"),
        ] {
            assert_eq!(asked.get(name), value, "{name}");
        }
        let said = claims(&app, &provider, &asked, "ada@council.example");
        provider.says(|says| {
            says.claims = said;
            asked.get("code_challenge").clone_into(&mut says.challenge);
        });
        let answer = come_back(&browser, &asked).await.expect(303);
        // Their employer's directory made them a member: they are told first who sees what.
        assert_eq!(answer.header("location"), "/account/who-sees?return_to=%2Fcourses");
        assert!(browser.cookie("__Host-sign-in").is_none(), "it is used up");
        let page = browser.open("/account").await.expect(200).text();
        for words in ["Ada Adviser", "ada@council.example", "City Council", "Accounts that sign you in"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert_eq!(count(&app, "SELECT count(*) FROM logins WHERE method = 'sso'"), 1);
        // The address is confirmed: no mail asks for it.
        app.run_jobs().await;
        assert!(app.mailbox.sent().is_empty());
        app.audit().await;
    }

    async fn a_linked_account_goes_on_to_sign_in_whatever_its_address_becomes(app: TestApp) {
        let provider = HostileProvider::start();
        let app = with(&app, &provider);
        let dora = app.delegate("Dora").await;
        let mine = |browser: &str| browser.contains("Dora");
        sign_in(&app, &provider, &app.browser(), &dora.email, |said| said["sub"] = json!("dora")).await.expect(303);
        for email in [json!("dora@elsewhere.example"), json!(null)] {
            let browser = app.browser();
            let answer = sign_in(&app, &provider, &browser, "", |said| {
                said["sub"] = json!("dora");
                said["email"] = email;
                said["email_verified"] = json!(false);
            }).await;
            answer.expect(303);
            assert!(mine(&browser.open("/account").await.expect(200).text()));
        }
        assert_eq!(count(&app, "SELECT count(*) FROM people"), 1, "nobody new");
        // A record that is closed opens no more.
        Beside::to(&app.database).run("UPDATE people SET disabled_at = '2026-11-01 00:00:00'");
        let browser = app.browser();
        let page = sign_in(&app, &provider, &browser, "", |said| said["sub"] = json!("dora")).await.expect(403);
        assert!(page.text().contains("Your account here is closed"));
        let fresh = sign_in(&app, &provider, &browser, &dora.email, |said| said["sub"] = json!("new")).await;
        assert!(fresh.expect(403).text().contains("Your account here is closed"));
        assert!(browser.cookie("__Host-session").is_none());
    }

    async fn what_others_typed_for_an_address_is_not_taken_over(app: TestApp) {
        let provider = HostileProvider::start();
        let app = with(&app, &provider);
        // A stranger registers with Ada's address, and another writes it into their own record.
        let stranger = json!({"name": "Mallory", "email": "ada@council.example", "password": PASSWORD});
        app.post_public("/api/v1/people", stranger).await.expect(201);
        let sid = app.delegate("Sid").await;
        app.post(&sid, "/api/v1/me/addresses", json!({"email": "bo@council.example"})).await.expect(201);
        for email in ["ada@council.example", "bo@council.example"] {
            let browser = app.browser();
            sign_in(&app, &provider, &browser, email, |_| {}).await.expect(303);
            let page = browser.open("/account").await.expect(200).text();
            assert!(page.contains("Ada Adviser") && page.contains(email), "{page}");
            assert!(!page.contains("Mallory") && !page.contains("Sid"), "{page}");
        }
        let body = json!({"email": "ada@council.example", "password": PASSWORD});
        app.post_public("/api/v1/auth/login", body).await.expect_problem(401, "invalid_credentials");
        app.audit().await;
    }

    async fn accounts_are_added_and_taken_away_on_ones_own_page(app: TestApp) {
        let provider = HostileProvider::start();
        let app = with(&app, &provider);
        let (dora, eve) = (app.delegate("Dora").await, app.delegate("Eve").await);
        let browser = app.browser_of(&dora).await;
        let link = |page: &str| {
            let (_, rest) = page.split_once("/account/sign-in-with/1?proof&#x3D;").expect("a link");
            format!("/account/sign-in-with/1?proof={}", rest.split('"').next().expect("its end"))
        };
        let page = browser.open("/account").await.expect(200).text();
        let account = |said: &mut serde_json::Value| {
            said["sub"] = json!("private");
            said["email_verified"] = json!(false);
        };
        // A link that did not come from the page of this login leads nowhere.
        let others = link(&app.browser_of(&eve).await.open("/account").await.expect(200).text());
        for made_up in [others.as_str(), "/account/sign-in-with/1", "/account/sign-in-with/1?proof=x"] {
            assert_eq!(browser.open(made_up).await.expect(303).header("location"), "/account");
        }
        let own = link(&page);
        let answer = sign_in_from(&app, &provider, &browser, (&own, "dora@home.example"), account).await.expect(303);
        assert_eq!(answer.header("location"), "/account?done=linked");
        // From now on it signs in, though the provider never checked its address.
        let other = app.browser();
        sign_in(&app, &provider, &other, "dora@home.example", account).await.expect(303);
        let page = other.open("/account").await.expect(200).text();
        assert!(page.contains("Dora"), "{page}");
        // Nobody else can add it.
        let thief = app.browser_of(&eve).await;
        let own = link(&thief.open("/account").await.expect(200).text());
        let page = sign_in_from(&app, &provider, &thief, (&own, "dora@home.example"), account).await.expect(403);
        assert!(page.text().contains("signs in to another record"));
        // Coming back in another browser adds it to nobody.
        let asked = begin(&thief, &own).await;
        assert!(come_back(&browser, &asked).await.expect(401).text().contains("not begun in this browser"));

        let page = browser.open("/account").await.expect(200).text();
        let (_, rest) = page.split_once("/account/provider-accounts/").expect("a way to take it away");
        let id = rest.split('/').next().expect("its id");
        let unlink = format!("/account/provider-accounts/{id}/unlink");
        thief.submit(&unlink, &[]).await.expect(404);
        browser.submit(&unlink, &[]).await.expect(303);
        browser.submit(&unlink, &[]).await.expect(404);
        sign_in(&app, &provider, &app.browser(), "dora@home.example", account).await.expect(403);

        // Later it takes a fresh login.
        app.clock.advance(FRESH_LOGIN + TimeDelta::seconds(1));
        let page = browser.open("/account").await.expect(200).text();
        assert!(!page.contains("/account/sign-in-with/") && page.contains("sign out and in again first"), "{page}");
        app.audit().await;
    }

    async fn signing_out_offers_to_sign_out_of_the_provider(app: TestApp) {
        let provider = HostileProvider::start();
        provider.says(|says| says.sign_out = true);
        let app = with(&app, &provider);
        let browser = app.browser();
        sign_in(&app, &provider, &browser, "ada@council.example", |_| {}).await.expect(303);
        let answer = browser.submit("/sign-out", &[]).await.expect(303);
        assert_eq!(answer.header("location"), "/signed-out?with=1");
        assert!(browser.cookie("__Host-session").is_none());
        let page = browser.open("/signed-out?with=1").await.expect(200).text();
        assert!(page.contains("Sign out of Account 1 too") && page.contains("/sign-out?client_id"), "{page}");
        // Whoever came by a password leaves as before.
        let dora = app.delegate("Dora").await;
        let answer = app.browser_of(&dora).await.submit("/sign-out", &[]).await.expect(303);
        assert_eq!(answer.header("location"), "/");
    }
}
