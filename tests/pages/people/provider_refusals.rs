//! A provider's answer that cannot be believed signs nobody in, and says how to go on.

use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use training_ladder::domain::single_sign_on::SIGN_IN_WITH;

use crate::support::{
    app::TestApp,
    database::both_databases,
    hostile_provider::{HostileProvider, Says},
    raw_database::Beside,
    signing_in_with::{begin, claims, come_back, sign_in},
};

const SITE: &str = "https://training.example.org";
const ADA: &str = "ada@council.example";

/// A change of what is said, and of how it is signed.
type Lie = (&'static str, fn(&mut Value), fn(&mut Says));

/// The payload of a token, as it stands in it.
fn payload(token: &str) -> &str {
    token.split('.').nth(1).expect("a payload")
}

fn encoded(text: &str) -> String {
    base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text)
}

/// The same words under a signature made with the secret that the provider shares with us.
fn signed_with_our_secret(token: String) -> String {
    let said = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, payload(&token));
    let said: Value = serde_json::from_slice(&said.expect("base64")).expect("JSON");
    let key = EncodingKey::from_secret(b"a secret of ours");
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &said, &key).expect("a token")
}

fn unsigned(token: String) -> String {
    format!("{}.{}.", encoded(r#"{"alg":"none"}"#), payload(&token))
}

fn tampered(token: String) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let said = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, parts[1]);
    let said = String::from_utf8(said.expect("base64")).expect("text").replace("ada@", "eve@");
    format!("{}.{}.{}", parts[0], encoded(&said), parts[2])
}

const NOTHING: fn(&mut Value) = |_| {};
const HONESTLY: fn(&mut Says) = |_| {};

const LIES: [Lie; 16] = [
    ("the nonce of another sign-in", |said| said["nonce"] = json!("another"), HONESTLY),
    ("no nonce", |said| drop(said.as_object_mut().expect("claims").remove("nonce")), HONESTLY),
    ("another issuer", |said| said["iss"] = json!("https://evil.example"), HONESTLY),
    ("no issuer", |said| drop(said.as_object_mut().expect("claims").remove("iss")), HONESTLY),
    ("for another site", |said| said["aud"] = json!("another"), HONESTLY),
    ("for another site too", |said| said["aud"] = json!(["ladder", "another"]), HONESTLY),
    ("run out", |said| said["exp"] = json!(said["exp"].as_i64().expect("a time") - 600), HONESTLY),
    ("old", |said| said["iat"] = json!(said["iat"].as_i64().expect("a time") - 3600), HONESTLY),
    ("of tomorrow", |said| said["iat"] = json!(said["iat"].as_i64().expect("a time") + 3600), HONESTLY),
    ("of another access token", |said| said["at_hash"] = json!("another"), HONESTLY),
    ("tampered with", NOTHING, |says| says.spoil = tampered),
    ("unsigned", NOTHING, |says| says.spoil = unsigned),
    ("signed with a shared secret", NOTHING, |says| says.spoil = signed_with_our_secret),
    ("signed with a key of the same name", NOTHING, |says| says.key = 2),
    ("signed with a key nobody knows", NOTHING, |says| (says.key, says.kid) = (2, "second".to_owned())),
    ("no token at all", NOTHING, |says| says.spoil = |_| "nonsense".to_owned()),
];

/// What a provider says otherwise than it should.
type Changed = fn(&mut Value);

both_databases! {
    async fn no_lie_signs_anybody_in(app: TestApp) {
        for (what, words, signature) in LIES {
            let provider = HostileProvider::start();
            let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
            provider.says(signature);
            let browser = app.browser();
            let answer = sign_in(&app, &provider, &browser, ADA, words).await;
            assert_eq!(answer.status.as_u16(), 401, "{what}: {}", answer.text());
            assert!(answer.text().contains("You are not signed in"), "{what}: {}", answer.text());
            assert!(browser.cookie("__Host-session").is_none(), "{what}");
            assert_eq!(provider.said().redeemed, 1, "{what}: the code itself was right");
        }
        assert_eq!(Beside::to(&app.database).number("SELECT count(*) FROM people"), 0);
        // The same way without a lie: the refusals above are for what they say.
        let provider = HostileProvider::start();
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        sign_in(&app, &provider, &app.browser(), ADA, |_| {}).await.expect(303);
    }

    async fn a_document_that_names_another_issuer_is_not_believed(app: TestApp) {
        let provider = HostileProvider::start();
        provider.says(|says| "https://evil.example".clone_into(&mut says.name));
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        let browser = app.browser();
        browser.open("/sign-in/with/1").await.expect(503);
        assert!(browser.cookie("__Host-sign-in").is_none(), "no sign-in has begun");
        // A copy that has not asked yet: this one asks again in a while.
        provider.says(|says| says.name.clone_from(&provider.issuer));
        let other = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        sign_in(&other, &provider, &other.browser(), ADA, |_| {}).await.expect(303);
    }

    async fn an_address_nobody_checked_leads_to_no_record(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let provider = HostileProvider::start();
        let trusting = |domains: &'static [&'static str]| {
            let set = provider.as_provider(1, |known| {
                known.trusted_domains = domains.iter().map(|domain| (*domain).to_owned()).collect();
            });
            app.signing_in_with(SITE, vec![set])
        };
        let unchecked = |said: &mut Value| said["email_verified"] = json!(false);
        let unsaid = |said: &mut Value| drop(said.as_object_mut().expect("claims").remove("email_verified"));
        let only_a_name = |said: &mut Value| {
            let email = said.as_object_mut().expect("claims").remove("email").expect("an address");
            said["preferred_username"] = email;
        };
        let ways: [(&str, Changed); 3] =
            [("unchecked", unchecked), ("unsaid", unsaid), ("a user name", only_a_name)];
        for (what, change) in ways {
            let plain = trusting(&[]);
            let browser = plain.browser();
            let page = sign_in(&plain, &provider, &browser, &dora.email, change).await.expect(403).text();
            assert!(page.contains("does not say that it has checked your e-mail address"), "{what}: {page}");
            assert!(browser.cookie("__Host-session").is_none(), "{what}");
            let elsewhere = trusting(&["council.example"]);
            sign_in(&elsewhere, &provider, &elsewhere.browser(), &dora.email, change).await.expect(403);
        }
        for (_, change) in ways {
            let trusted = trusting(&["example.org"]);
            let browser = trusted.browser();
            sign_in(&trusted, &provider, &browser, &dora.email, change).await.expect(303);
            assert!(browser.open("/account").await.expect(200).text().contains("Dora"));
            Beside::to(&app.database).run("DELETE FROM provider_accounts");
        }
        // A mailbox that several read is nobody's, whoever vouches for it.
        let office = trusting(&[]);
        let page = sign_in(&office, &provider, &office.browser(), "office@example.org", |_| {}).await.expect(403);
        assert!(page.text().contains("several people read"));
    }

    async fn an_answer_counts_once_in_its_own_browser_and_in_time(app: TestApp) {
        let provider = HostileProvider::start();
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        let browser = app.browser();
        let asked = begin(&browser, "/sign-in/with/1").await;
        let cookie = browser.cookie("__Host-sign-in").expect("a cookie");
        let said = claims(&app, &provider, &asked, ADA);
        provider.says(|says| {
            says.claims = said;
            asked.get("code_challenge").clone_into(&mut says.challenge);
        });
        // Somebody else's browser, and this one with another sign-in's state.
        let other = app.browser();
        assert!(come_back(&other, &asked).await.expect(401).text().contains("not begun in this browser"));
        begin(&other, "/sign-in/with/1").await;
        assert!(come_back(&other, &asked).await.expect(401).text().contains("not begun in this browser"));
        assert_eq!(provider.said().redeemed, 0, "the code of the one is not shown for the other");
        come_back(&browser, &asked).await.expect(303);

        // The same answer again, with the cookie that was kept: the provider takes the code twice, we do not.
        let path = format!("/sign-in/with/1/back?code=the-code&state={}", asked.get("state"));
        let kept = format!("__Host-sign-in={cookie}");
        let headers = [("cookie", kept.as_str()), ("accept", "text/html")];
        let again = app.send(actix_web::http::Method::GET, &path, None, &headers, None).await.expect(401);
        assert!(again.text().contains("used already"), "{}", again.text());
        assert_eq!(provider.said().redeemed, 2);
        assert!(!again.headers.get_all("set-cookie").any(|set| {
            set.to_str().is_ok_and(|set| set.starts_with("__Host-session"))
        }));

        // An answer that comes too late.
        let late = app.browser();
        let asked = begin(&late, "/sign-in/with/1").await;
        app.clock.advance(SIGN_IN_WITH + TimeDelta::seconds(1));
        assert!(come_back(&late, &asked).await.expect(401).text().contains("more than 15 minutes ago"));
    }

    async fn a_provider_that_turns_somebody_back_or_is_away_says_what_to_do(app: TestApp) {
        let provider = HostileProvider::start();
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        for (error, status, words) in [
            ("access_denied", 401, "You turned back at Account 1"),
            ("temporarily_unavailable", 503, "does not answer"),
            ("invalid_scope", 401, "did not say who you are"),
        ] {
            let browser = app.browser();
            let asked = begin(&browser, "/sign-in/with/1?return_to=/courses").await;
            let path = format!("/sign-in/with/1/back?error={error}&error_description=%3Cb%3E&state={}", asked.get("state"));
            let page = browser.open(&path).await.expect(status).text();
            assert!(page.contains(words) && page.contains("/sign-in/with/1?return_to"), "{error}: {page}");
        }
        // The answer of one provider is not taken for another's.
        let browser = app.browser();
        let asked = begin(&browser, "/sign-in/with/1").await;
        let path = format!("/sign-in/with/1/back?code=x&iss=https%3A%2F%2Fevil.example&state={}", asked.get("state"));
        browser.open(&path).await.expect(401);
        assert_eq!(provider.said().redeemed, 0);
        app.browser().open("/sign-in/with/7").await.expect(404);
        // Not begun, and away.
        app.browser().open("/sign-in/with/1/back?code=x&state=y").await.expect(401);
        let (issuer, gone) = (provider.issuer.clone(), provider.as_provider(1, |_| {}));
        drop(provider);
        let away = app.signing_in_with(SITE, vec![gone]);
        let answer = away.browser().open("/sign-in/with/1").await.expect(503);
        assert_eq!(answer.header("retry-after"), "60");
        assert!(!answer.text().contains(&issuer), "its address is nothing to the reader");
    }

    async fn a_new_key_is_asked_for_and_an_old_one_forgotten(app: TestApp) {
        let provider = HostileProvider::start();
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        for _ in 0..3 {
            sign_in(&app, &provider, &app.browser(), ADA, |_| {}).await.expect(303);
        }
        assert_eq!(provider.said().keys_read, 1, "it is asked once an hour");
        provider.says(|says| {
            (says.key, says.kid) = (2, "second".to_owned());
            says.keys = vec![("second".to_owned(), 2)];
        });
        app.clock.advance(TimeDelta::seconds(1));
        sign_in(&app, &provider, &app.browser(), ADA, |_| {}).await.expect(303);
        assert_eq!(provider.said().keys_read, 2);
        provider.says(|says| (says.key, says.kid) = (1, "first".to_owned()));
        app.clock.advance(TimeDelta::seconds(1));
        sign_in(&app, &provider, &app.browser(), ADA, |_| {}).await.expect(401);
    }

    async fn an_address_may_come_from_the_user_info(app: TestApp) {
        let provider = HostileProvider::start();
        let app = app.signing_in_with(SITE, vec![provider.as_provider(1, |_| {})]);
        let without = |said: &mut Value| {
            said["sub"] = json!("ada");
            said.as_object_mut().expect("claims").remove("email");
        };
        let info = |subject: &str| Some(json!({"sub": subject, "email": ADA, "email_verified": true}));
        provider.says(|says| says.user_info = info("somebody else"));
        sign_in(&app, &provider, &app.browser(), ADA, without).await.expect(401);
        provider.says(|says| says.user_info = info("ada"));
        let browser = app.browser();
        sign_in(&app, &provider, &browser, ADA, without).await.expect(303);
        assert!(browser.open("/account").await.expect(200).text().contains(ADA));
    }

    async fn of_many_tenants_only_ours_sign_in(app: TestApp) {
        let provider = HostileProvider::start();
        provider.says(|says| says.name = format!("{}/{{tenantid}}/v2.0", provider.issuer));
        let set = provider.as_provider(1, |known| {
            known.issuer = format!("{}/organizations/v2.0", provider.issuer);
            known.tenants = vec!["our-tenant".to_owned()];
            known.trusted_domains = vec!["council.example".to_owned()];
        });
        let app = app.signing_in_with(SITE, vec![set]);
        let of = |tenant: &str, named: &str| {
            let (issuer, tenant) = (format!("{}/{named}/v2.0", provider.issuer), tenant.to_owned());
            move |said: &mut Value| {
                said["iss"] = json!(issuer);
                said["tid"] = json!(tenant);
                said.as_object_mut().expect("claims").remove("email_verified");
            }
        };
        for (tenant, named) in [
            ("their-tenant", "their-tenant"),
            ("our-tenant", "their-tenant"),
            ("their-tenant", "our-tenant"),
            ("our-tenant", "{tenantid}"),
            ("", ""),
        ] {
            let answer = sign_in(&app, &provider, &app.browser(), ADA, of(tenant, named)).await;
            assert_eq!(answer.status.as_u16(), 401, "{tenant} as {named}");
        }
        let browser = app.browser();
        sign_in(&app, &provider, &browser, ADA, of("our-tenant", "our-tenant")).await.expect(303);
        let page = browser.open("/account").await.expect(200).text();
        assert!(page.contains(ADA) && page.contains("Account 1"), "{page}");
    }
}
