//! Confirming an address takes over nothing that somebody else typed.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    pages::value_of,
};

const OWN: &str = "eleven purple kettles";

/// The newest mail to an address.
async fn mail_to(app: &TestApp, email: &str) -> String {
    app.run_jobs().await;
    let sent = app.mailbox.sent();
    sent.iter().rev().find(|mail| mail.to.email == email).expect("a mail").text.clone()
}

fn token_in(text: &str) -> String {
    let (_, rest) = text.split_once("token=").expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

fn code_in(text: &str) -> String {
    let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|b| b.is_ascii_digit());
    text.split_whitespace().find(is_code).expect("a code").to_owned()
}

both_databases! {
    async fn a_link_opened_elsewhere_asks_for_a_password_of_its_own(app: TestApp) {
        let hill = app.organisation("Hillside School", OrganisationKind::School).await.to_string();
        let email = "vera@victim.example";
        for by_link in [true, false] {
            let email = if by_link { email.to_owned() } else { format!("code.{email}") };
            let typed = [
                ("organisation_id", hill.as_str()), ("name", "Somebody Typed"), ("email", email.as_str()),
                ("password", PASSWORD),
            ];
            app.browser().submit("/register", &typed).await.expect(303);
            let mail = mail_to(&app, &email).await;
            let (token, code) = (token_in(&mail), code_in(&mail));
            let elsewhere = app.browser();
            let page = if by_link {
                elsewhere.open(&format!("/confirm?token={token}")).await.expect(200).text()
            } else {
                let typed = [("email", email.as_str()), ("code", code.as_str())];
                elsewhere.submit("/confirm", &typed).await.expect(200).text()
            };
            assert!(page.contains("A password of your own") && page.contains("I belong to Hillside School"), "{page}");
            assert_eq!(value_of(&page, "name").as_deref(), Some("Somebody Typed"));
            let proof = if by_link {
                vec![("token", token.as_str())]
            } else {
                vec![("email", email.as_str()), ("code", code.as_str())]
            };
            let with = |more: &[(&'static str, &'static str)]| {
                [proof.clone(), more.to_vec()].concat()
            };
            // The one button of before does nothing here; neither does a password that breaks a rule.
            elsewhere.submit("/confirm", &with(&[])).await.expect(200);
            let short = with(&[("own", "yes"), ("name", "Vera Vane"), ("password", "short")]);
            let page = elsewhere.submit("/confirm", &short).await.expect(422).text();
            assert!(page.contains("at least 8 characters"), "{page}");
            let own = with(&[("own", "yes"), ("name", "Vera Vane"), ("password", OWN)]);
            elsewhere.submit("/confirm", &own).await.expect(303);
            assert!(elsewhere.open("/").await.text().contains("Vera Vane"), "signed in, by a name of her own");

            let login = |password: &str| json!({"email": email, "password": password});
            app.post_public("/api/v1/auth/login", login(PASSWORD)).await.expect_problem(401, "invalid_credentials");
            let tokens = app.post_public("/api/v1/auth/login", login(OWN)).await.expect(200).json();
            let token = tokens["access_token"].as_str().expect("a token");
            let me = app.send(actix_web::http::Method::GET, "/api/v1/me", Some(token), &[], None).await.json();
            assert_eq!((&me["name"], &me["memberships"]), (&json!("Vera Vane"), &json!([])), "nothing was claimed for her");
        }
    }

    async fn a_program_confirms_what_a_browser_registered_without_its_password(app: TestApp) {
        let email = "vera@victim.example";
        let typed = [("name", "Somebody Typed"), ("email", email), ("password", PASSWORD)];
        app.browser().submit("/register", &typed).await.expect(303);
        let token = token_in(&mail_to(&app, email).await);
        app.post_public("/api/v1/people/verify-email", json!({"token": token})).await.expect(200);
        let login = json!({"email": email, "password": PASSWORD});
        app.post_public("/api/v1/auth/login", login).await.expect_problem(401, "invalid_credentials");
    }

    async fn a_program_can_set_a_password_of_its_own(app: TestApp) {
        let email = "vera@victim.example";
        let typed = json!({"name": "Somebody Typed", "email": email, "password": PASSWORD});
        app.post_public("/api/v1/people", typed).await.expect(201);
        let token = token_in(&mail_to(&app, email).await);
        let verify = "/api/v1/people/verify-email";
        let short = json!({"token": token, "password": "short"});
        app.post_public(verify, short).await.expect_problem(422, "invalid_input");
        app.post_public(verify, json!({"token": token, "password": OWN})).await.expect(200);
        let login = |password: &str| json!({"email": email, "password": password});
        app.post_public("/api/v1/auth/login", login(PASSWORD)).await.expect_problem(401, "invalid_credentials");
        app.post_public("/api/v1/auth/login", login(OWN)).await.expect(200);
    }

    async fn an_address_goes_to_no_account_but_the_one_that_is_signed_in(app: TestApp) {
        let (eve, vera) = (app.delegate("Eve").await, app.delegate("Vera").await);
        let email = "vera@home.example";
        app.browser_of(&eve).await.submit("/account/addresses", &[("email", email)]).await.expect(303);
        let token = token_in(&mail_to(&app, email).await);
        let link = format!("/confirm?token={token}");
        let nobody = app.browser();
        let page = nobody.open(&link).await.expect(200).text();
        assert!(page.contains("Sign in to that account") && page.contains("/sign-in?return_to"), "{page}");
        let page = nobody.submit("/confirm", &[("token", &token)]).await.expect(200).text();
        assert!(page.contains("Sign in to that account"), "{page}");
        let other = app.browser_of(&vera).await;
        let page = other.open(&link).await.expect(200).text();
        assert!(page.contains("You are signed in to another one"), "{page}");
        other.submit("/confirm", &[("token", &token)]).await.expect(200);
        let items = app.get(&eve, "/api/v1/me/addresses").await.json();
        assert_eq!(items["items"][1]["confirmed"], json!(false));
        // She herself, signed in, presses the button.
        let own = app.browser_of(&eve).await;
        assert!(own.open(&link).await.expect(200).text().contains("One more tap"));
        own.submit("/confirm", &[("token", &token)]).await.expect(303);
        let items = app.get(&eve, "/api/v1/me/addresses").await.json();
        assert_eq!(items["items"][1]["confirmed"], json!(true));
        app.audit().await;
    }

    async fn mail_to_an_address_that_nobody_confirmed_repeats_no_words(app: TestApp) {
        let cases = [
            ("Amira Khan", true),
            ("J. R. Smith-Óbrien", true),
            ("Win at www.prize.example", false),
            ("http://prize.example", false),
            ("Write to prize@prize.example", false),
            ("prize.example", false),
            ("Click/here", false),
            (&*"Prize ".repeat(20), false),
        ];
        for (at, (name, said)) in cases.into_iter().enumerate() {
            let email = format!("somebody{at}@victim.example");
            let typed = json!({"name": name, "email": email, "password": PASSWORD});
            app.post_public("/api/v1/people", typed).await.expect(201);
            let mail = mail_to(&app, &email).await;
            assert_eq!(mail.contains(name.trim()), said, "{name}: {mail}");
            assert!(!mail.to_lowercase().contains("prize"), "{mail}");
            app.clock.advance(chrono::TimeDelta::minutes(16));
        }
        // Neither does an invitation, nor what somebody writes who books for one who has not confirmed.
        let prize = app.person("Win at prize.example", |_| {}).await;
        let school = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&prize, school, true).await;
        let invited = json!({"name": "Vic Tim", "email": "vic@victim.example", "organisation_id": school});
        app.post(&prize, "/api/v1/people/invite", invited).await.expect(201);
        let mail = mail_to(&app, "vic@victim.example").await;
        assert!(mail.contains("Hello Vic Tim") && !mail.contains("prize"), "{mail}");
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 5).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@victim.example", "organisation_id": school});
        let sam = app.post(&cora, "/api/v1/people/invite", body).await.expect(201).json();
        let body = json!({"person_id": sam["id"], "note": "Win at prize.example"});
        app.post(&prize, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201);
        let mail = mail_to(&app, "sam@victim.example").await;
        assert!(mail.contains("Hello Sam Okoro") && !mail.contains("prize"), "{mail}");
    }
}
