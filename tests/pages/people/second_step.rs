//! The second step of signing in, and setting it up, as pages.

use chrono::TimeDelta;
use training_ladder::domain::second_factors::MustHave;

use crate::support::{
    app::{PASSWORD, Someone, TestApp},
    authenticator_app::code_at,
    database::both_databases,
    pages::{Browser, value_of},
    site::Site,
};

const AT: &str = "/account/second-factor";

/// Sets up an app; its secret and a recovery code.
async fn set_up(app: &TestApp, browser: &Browser<'_>) -> (String, String) {
    let to = browser.submit(&format!("{AT}/app"), &[]).await.expect(303);
    let page = browser.open(&to.header("location")).await.expect(200).text();
    let (_, rest) = page.split_once("<strong class=\"code\">").expect("the secret");
    let secret = rest.split_once('<').expect("its end").0.replace(' ', "");
    assert!(page.contains("<svg class=\"qr\""));
    let code = code_at(&secret, app.clock.now());
    let codes = browser.submit(&format!("{AT}/app/confirm"), &[("code", &code)]).await.expect(200);
    assert_eq!(codes.header("cache-control"), "no-store");
    let page = codes.text();
    let (_, rest) = page.split_once("<code>").expect("a recovery code");
    (secret, rest.split_once('<').expect("its end").0.to_owned())
}

/// The first step in a new browser, and what goes along with the second.
async fn first_step<'a>(app: &'a TestApp, who: &Someone, fields: &[(&str, &str)]) -> (Browser<'a>, String) {
    let browser = app.browser();
    let mut all = vec![("email", who.email.as_str()), ("password", PASSWORD)];
    all.extend_from_slice(fields);
    let page = browser.submit("/sign-in", &all).await.expect(200).text();
    assert!(page.contains("One more step to sign in"), "{page}");
    assert_eq!(browser.cookie("__Host-session"), None, "not signed in yet");
    (browser, page)
}

both_databases! {
    async fn the_second_step_goes_on_where_the_first_was_to_lead(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, recovery) = set_up(&app, &app.browser_of(&ada).await).await;
        app.clock.advance(TimeDelta::minutes(1));
        let fields = [("return_to", "/display"), ("keep", "yes"), ("kept.line_manager", "max@example.org")];
        let (browser, page) = first_step(&app, &ada, &fields).await;
        let challenge = value_of(&page, "challenge").expect("a challenge");
        let kept = [("return_to", "/display"), ("keep", "yes"), ("challenge", challenge.as_str())];
        for name in ["return_to", "keep"] {
            assert_eq!(value_of(&page, name).as_deref(), kept.iter().find(|(n, _)| *n == name).map(|(_, v)| *v));
        }
        assert_eq!(value_of(&page, "kept.line_manager").as_deref(), Some("max@example.org"));

        let with = |code: &'static str| [("code", code), kept[0], kept[1], kept[2]];
        let page = browser.submit("/sign-in/second-step", &with("")).await.expect(422).text();
        assert!(page.contains("Enter the code your app shows"));
        let page = browser.submit("/sign-in/second-step", &with("123")).await.expect(422).text();
        assert!(page.contains("This code is wrong, or was used before."), "{page}");
        assert_eq!(value_of(&page, "challenge").as_deref(), Some(challenge.as_str()));
        let code = code_at(&secret, app.clock.now());
        let right = [("code", code.as_str()), kept[0], kept[1], kept[2]];
        let answer = browser.submit("/sign-in/second-step", &right).await.expect(303);
        assert_eq!(answer.header("location"), "/display");
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").map(|c| c.to_str().unwrap().to_owned()).collect();
        assert!(cookies.iter().any(|cookie| cookie.contains("Max-Age=2592000")), "kept signed in: {cookies:?}");

        // Whoever waits too long begins again, and with what they had.
        let (browser, page) = first_step(&app, &ada, &[("return_to", "/display")]).await;
        let challenge = value_of(&page, "challenge").expect("a challenge");
        app.clock.advance(TimeDelta::minutes(11));
        let late = [("code", recovery.as_str()), ("challenge", challenge.as_str()), ("return_to", "/display")];
        let page = browser.submit("/sign-in/second-step", &late).await.expect(422).text();
        assert!(page.contains("That took too long"), "{page}");
        assert_eq!(value_of(&page, "return_to").as_deref(), Some("/display"));
    }

    async fn a_form_that_waits_for_the_sign_in_waits_for_its_second_step(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (secret, _) = set_up(&app, &app.browser_of(&ada).await).await;
        app.clock.advance(TimeDelta::minutes(1));
        let fields = [("return_to", "/account/manager"), ("kept.line_manager", "max@example.org")];
        let (browser, page) = first_step(&app, &ada, &fields).await;
        let (challenge, code) = (value_of(&page, "challenge").unwrap(), code_at(&secret, app.clock.now()));
        let fields = [
            ("code", code.as_str()), ("challenge", challenge.as_str()), ("return_to", "/account/manager"),
            ("kept.line_manager", "max@example.org"),
        ];
        let page = browser.submit("/sign-in/second-step", &fields).await.expect(200).text();
        assert!(page.contains("You are signed in again"), "{page}");
        assert_eq!(value_of(&page, "line_manager").as_deref(), Some("max@example.org"));
    }

    async fn a_mailed_link_asks_for_the_second_step_too(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (_, recovery) = set_up(&app, &app.browser_of(&ada).await).await;
        let browser = app.browser();
        browser.submit("/sign-in/link", &[("email", &ada.email)]).await.expect(200);
        app.run_jobs().await;
        let mails = app.mailbox.sent();
        let text = &mails.iter().find(|mail| mail.text.contains("token=")).expect("a mail").text;
        let token = text.split_once("token=").unwrap().1.split_whitespace().next().unwrap();
        let page = browser.submit("/sign-in/redeem", &[("token", token)]).await.expect(200).text();
        assert!(page.contains("One more step to sign in"), "{page}");
        assert_eq!(browser.cookie("__Host-session"), None);
        let challenge = value_of(&page, "challenge").expect("a challenge");
        let fields = [("challenge", challenge.as_str()), ("code", recovery.as_str())];
        browser.submit("/sign-in/second-step", &fields).await.expect(303);
        assert!(browser.cookie("__Host-session").is_some());
    }

    async fn whoever_must_have_one_is_led_to_its_page_from_everywhere(app: TestApp) {
        let cora = app.coordinator().await;
        let strict = app.copy_that_asks(MustHave { coordinators: true, ..MustHave::default() });
        let browser = strict.browser_of(&cora).await;
        for path in ["/", "/work", "/manage/people", "/account", "/account/password", "/my-ladder"] {
            let to = browser.open(path).await.expect(303).header("location").clone();
            assert!(to.starts_with("/account/second-factor?return_to="), "{path} leads to {to}");
        }
        let csrf = value_of(&browser.open(AT).await.expect(200).text(), "csrf").expect("a form");
        let sent = [("csrf", csrf.as_str()), ("password", "another long password")];
        browser.submit_raw("/account/password", &sent).await.expect(303);
        strict.sign_in(&cora.email).await;
        let page = browser.open(&format!("{AT}?return_to=/manage/people")).await.expect(200).text();
        assert!(page.contains("a password alone is not enough"), "{page}");
        browser.open("/accessibility").await.expect(200);
        set_up(&strict, &browser).await;
        browser.open("/manage/people").await.expect(200);
    }

    async fn a_coordinator_takes_a_lost_one_away_on_the_persons_page(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let coordinator = app.browser_of(&cora).await;
        let path = format!("/manage/people/{}/second-factor", ada.id);
        assert!(coordinator.open(&path).await.expect(200).text().contains("there is nothing to take away"));
        let browser = app.browser_of(&ada).await;
        set_up(&app, &browser).await;
        let page = coordinator.submit(&path, &[("reason", "")]).await.expect(422).text();
        assert!(page.contains("There is a problem"), "{page}");
        let to = coordinator.submit(&path, &[("reason", "Her phone is lost.")]).await.expect(303);
        let page = coordinator.open(&to.header("location")).await.expect(200).text();
        assert!(page.contains("is taken away, and we have mailed them"));
        let to = browser.open("/account").await.expect(303);
        assert!(to.header("location").starts_with("/sign-in?"));
        app.browser_of(&ada).await;
    }

    async fn under_a_number_no_passkeys_are_offered_and_the_page_says_why(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let numbered = app.copy_as(9, Site { base_url: "http://192.0.2.7:8080".to_owned(), ..Site::default() });
        let browser = numbered.browser_of(&ada).await;
        for path in [AT, "/account/second-factor/passkeys"] {
            let page = browser.open(path).await.expect(200).text();
            assert!(page.contains("this site is reached under the number 192.0.2.7"), "{page}");
        }
        let named = app.browser_of(&ada).await;
        assert!(!named.open(AT).await.expect(200).text().contains("under the number"));
    }
}
