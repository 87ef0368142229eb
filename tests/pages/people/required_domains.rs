//! Addresses of a domain that signs in with its provider alone are led there, on every way in.

use serde_json::{Value, json};
use training_ladder::domain::words::{OrganisationKind, TokenKind};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    hostile_provider::HostileProvider,
    raw_database::Beside,
    signing_in_with::{sign_in, sign_in_from},
};

const SITE: &str = "https://training.example.org";

/// The first provider for `example.org` alone, the second for everybody else.
fn with(app: &TestApp, first: &HostileProvider, second: &HostileProvider) -> TestApp {
    let required = first.as_provider(1, |known| {
        known.required_domains = vec!["example.org".to_owned()];
        known.trusted_domains = vec!["example.org".to_owned()];
    });
    app.signing_in_with(SITE, vec![required, second.as_provider(2, |_| {})])
}

both_databases! {
    async fn no_other_way_opens_an_account_of_the_domain(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let link = json!({"email": dora.email});
        // A link that was mailed before the domain asked for it.
        app.post_public("/api/v1/auth/sign-in-links", link.clone()).await.expect(202);
        let token = app.secret_mailed_to(&dora.email, "sign_in_link", TokenKind::SignIn).await;
        let (first, second) = (HostileProvider::start(), HostileProvider::start());
        let app = with(&app, &first, &second);

        let login = |email: &str| json!({"email": email, "password": PASSWORD});
        let new = |email: &str| json!({"name": "Ed", "email": email, "password": PASSWORD});
        for email in [dora.email.as_str(), "nobody@example.org"] {
            for (path, body) in [
                ("/api/v1/auth/login", login(email)),
                ("/api/v1/auth/sign-in-links", json!({"email": email})),
                ("/api/v1/people", new(email)),
            ] {
                let answer = app.post_public(path, body).await.expect_problem(403, "single_sign_on_required");
                let answer: Value = answer.json();
                assert_eq!(answer["sign_in_at"], "/sign-in/with/1", "{path}");
                assert!(answer["detail"].as_str().is_some_and(|words| words.contains("Account 1")), "{answer}");
            }
            let posted = [("email", email), ("password", PASSWORD), ("return_to", "/courses"), ("name", "Ed"), ("alone", "yes")];
            for path in ["/sign-in", "/sign-in/link", "/register"] {
                let page = app.browser().submit(path, &posted).await.expect(403).text();
                assert!(page.contains("Sign in with Account 1") && page.contains("/sign-in/with/1?return_to"), "{path}: {page}");
            }
        }
        let body = json!({"token": token});
        app.post_public("/api/v1/auth/sign-in-links/redeem", body).await.expect_problem(403, "single_sign_on_required");

        // Others go on as before.
        app.post_public("/api/v1/people", new("ed@elsewhere.example")).await.expect(201);
        // The other provider does not stand in, whatever it confirmed; the domain's own does.
        let browser = app.browser();
        let page = sign_in_from(&app, &second, &browser, ("/sign-in/with/2", dora.email.as_str()), |_| {}).await.expect(403);
        assert!(page.text().contains("Sign in with Account 1"), "{}", page.text());
        sign_in(&app, &first, &browser, &dora.email, |said| said["email_verified"] = json!(false)).await.expect(303);
        assert!(browser.open("/account").await.expect(200).text().contains("Dora"));
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM people"), 2);
    }

    async fn an_invitation_is_answered_and_then_led_to_the_provider(app: TestApp) {
        let lea = app.delegate("Lea Lead").await;
        let school = app.organisation("Hill School", OrganisationKind::School).await;
        app.join(&lea, school, true).await;
        let body = json!({"name": "Sam Okoro", "email": "sam@hill.example", "organisation_id": school});
        app.post(&lea, "/api/v1/people/invite", body).await.expect(201);
        let token = app.secret_mailed_to("sam@hill.example", "invited_to_join", TokenKind::ConfirmAddress).await;
        let provider = HostileProvider::start();
        let required = provider.as_provider(1, |known| known.required_domains = vec!["hill.example".to_owned()]);
        let app = app.signing_in_with(SITE, vec![required]);
        let browser = app.browser();
        let page = browser.submit("/join", &[("token", &token)]).await.expect(403).text();
        assert!(page.contains("Sign in with Account 1"), "{page}");
        assert!(browser.cookie("__Host-session").is_none());
        let theirs = app.get(&lea, "/api/v1/people?q=sam@hill.example").await.expect(200).json();
        assert_eq!(theirs["items"][0]["name"], "Sam Okoro", "{theirs}");
        sign_in(&app, &provider, &browser, "sam@hill.example", |_| {}).await.expect(303);
        assert!(browser.open("/account").await.expect(200).text().contains("Hill School"));
        app.audit().await;
    }
}
