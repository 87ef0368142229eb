//! Creating an account in a browser, and what the service says about itself.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::TestApp,
    database::both_databases,
    pages::{Browser, value_of},
    register::Class,
};

const PASSWORD: &str = "seven green bottles";

/// What the mails queued so far say, run out of the queue.
async fn newest_mail(app: &TestApp) -> String {
    app.run_jobs().await;
    app.mailbox.sent().pop().expect("a mail").text
}

fn after(text: &str, what: &str) -> String {
    let rest = text.split(what).nth(1).expect("it is in the mail");
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

fn code_in(text: &str) -> String {
    let is_code = |word: &&str| word.len() >= 6 && word.chars().all(|c| c.is_ascii_digit());
    text.split_whitespace().find(is_code).expect("a code").to_owned()
}

async fn send(browser: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    browser.submit("/register", fields).await.expect(303).header("location")
}

both_databases! {
    async fn a_place_chosen_before_registering_is_booked_by_the_link(app: TestApp) {
        let cora = app.coordinator().await;
        app.course(&cora, "introduction", |_| {}).await;
        let session = app.session(&cora, "introduction", 30, 3, 9).await.to_string();
        let hill = app.organisation("Hillside School", OrganisationKind::School).await.to_string();
        let browser = app.browser();
        let page = browser.open(&format!("/register?session_id={session}&q=hill")).await.expect(200).text();
        assert!(page.contains("Hillside School") && page.contains("For Introduction, Thursday 3 December"), "{page}");
        let page = browser.open("/register?q=nowhere").await.expect(200).text();
        assert!(page.contains("No organisation has “nowhere” in its name"), "{page}");
        let page = browser
            .open(&format!("/register?session_id={session}&organisation_id={hill}")).await.expect(200).text();
        assert!(page.contains("Hillside School") && page.contains("one is held for 15 minutes"), "{page}");

        let mut typed = [
            ("organisation_id", hill.as_str()), ("session_id", session.as_str()), ("name", "Nia Ŵyn-Jones"),
            ("email", "office@hillside.example"), ("password", "short"),
        ];
        let page = browser.submit("/register", &typed).await.expect(422).text();
        assert!(page.contains("This looks like a mailbox that several people read."), "{page}");
        assert!(page.contains("at least 8 characters"), "{page}");
        assert_eq!(value_of(&page, "name").as_deref(), Some("Nia Ŵyn-Jones"));
        assert_eq!(value_of(&page, "session_id").as_deref(), Some(session.as_str()));
        typed[3].1 = "nia@hillside.example";
        typed[4].1 = PASSWORD;
        assert_eq!(send(&browser, &typed).await, "/confirm?email=nia%40hillside.example");
        let page = browser.open("/confirm?email=nia%40hillside.example").await.expect(200).text();
        assert!(page.contains("Check your inbox"), "{page}");

        let token = after(&newest_mail(&app).await, "/confirm?token=");
        for _ in 0..2 {
            let page = browser.open(&format!("/confirm?token={token}")).await.expect(200).text();
            assert!(page.contains("Confirm my address"), "{page}");
        }
        let to = browser.submit("/confirm", &[("token", &token)]).await.expect(303).header("location");
        assert!(to.starts_with("/bookings/") && to.ends_with("?done=booked"), "{to}");
        assert!(browser.open("/").await.text().contains("Nia Ŵyn-Jones"), "signed in");
        let again = app.browser().submit("/confirm", &[("token", &token)]).await.expect(422).text();
        assert!(again.contains("used up or too old"), "{again}");
        app.audit().await;
    }

    async fn a_code_confirms_too_and_an_organisation_need_not_be_listed(app: TestApp) {
        let browser = app.browser();
        let page = browser.open("/register?organisation_name=Nowhere+Youth+Club").await.expect(200).text();
        assert!(page.contains("Nowhere Youth Club"), "{page}");
        let typed = [
            ("organisation_name", "Nowhere Youth Club"), ("name", "Ned New"), ("email", "ned@new.example"),
            ("password", PASSWORD),
        ];
        send(&browser, &typed).await;
        let code = code_in(&newest_mail(&app).await);
        let page = browser.submit("/confirm", &[("email", "ned@new.example")]).await.expect(422).text();
        assert!(page.contains("Enter the code from the mail."), "{page}");
        let wrong = [("email", "ned@new.example"), ("code", "0000 0000")];
        let page = browser.submit("/confirm", &wrong).await.expect(422).text();
        assert!(page.contains("This code is not right"), "{page}");
        assert_eq!(value_of(&page, "email").as_deref(), Some("ned@new.example"));
        let spaced = format!("{} {}", &code[..4], &code[4..]);
        let typed = [("email", "ned@new.example"), ("code", spaced.as_str())];
        let to = browser.submit("/confirm", &typed).await.expect(303).header("location");
        assert_eq!(to, "/my-ladder");
        assert!(browser.open("/").await.text().contains("Ned New"));
        // Whoever is signed in has no need to register.
        assert_eq!(browser.open("/register").await.expect(303).header("location"), "/my-ladder");
    }

    async fn behind_a_busy_address_the_page_says_how_to_go_on(app: TestApp) {
        for number in 0..100 {
            let ask = json!({"email": format!("colleague{number}@school.example")});
            app.post_public("/api/v1/auth/sign-in-links", ask).await.expect(202);
        }
        let typed = [("name", "Ned New"), ("email", "ned@new.example"), ("password", PASSWORD)];
        let refused = app.browser().submit("/register", &typed).await.expect(429);
        assert_eq!(refused.header("retry-after"), "900");
        let page = refused.text();
        assert!(page.contains("use another connection, such as a mobile phone"), "{page}");
        assert_eq!(value_of(&page, "email").as_deref(), Some("ned@new.example"), "what was typed is kept");
    }

    async fn an_address_that_is_known_gets_the_same_answer(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser();
        let typed = [("alone", "yes"), ("name", "Somebody"), ("email", &dora.email), ("password", PASSWORD)];
        assert!(send(&browser, &typed).await.starts_with("/confirm?email="));
        assert!(newest_mail(&app).await.contains("/sign-in"));
    }

    async fn an_invitation_is_accepted_by_its_button(app: TestApp) {
        let lea = app.delegate("Lea Lead").await;
        let hill = app.organisation("Hillside School", OrganisationKind::School).await;
        app.join(&lea, hill, true).await;
        let body = json!({"name": "Ivy Invited", "email": "ivy@hillside.example", "organisation_id": hill});
        app.post(&lea, "/api/v1/people/invite", body).await.expect(201);
        let token = after(&newest_mail(&app).await, "/join?token=");
        let browser = app.browser();
        let page = browser.open(&format!("/join?token={token}")).await.expect(200).text();
        assert!(page.contains("Join and sign in") && page.contains("action=\"/join\""), "{page}");
        browser.submit("/join", &[("token", &token)]).await.expect(303);
        assert!(browser.open("/").await.text().contains("Ivy Invited"));
        let page = app.browser().open("/join").await.expect(200).text();
        assert!(page.contains("Follow it from the mail"), "{page}");
    }

    async fn the_service_says_who_it_is_and_what_it_keeps(app: TestApp) {
        let browser = app.browser();
        for (path, words) in [
            ("/contact", "mailto:training@example.org"),
            ("/accessibility", "Web Content Accessibility Guidelines version 2.2"),
            ("/privacy", "deleted 30 days after the course"),
        ] {
            let page = browser.open(path).await.expect(200).text();
            assert!(page.contains(words), "{page}");
        }
    }

    async fn a_paper_is_checked_by_its_code_however_it_is_typed(app: TestApp) {
        let mut class = Class::of(&app, &["Pat Person"]).await;
        class.at_end(&app).await;
        class.mark_all(&app, &["p"]).await;
        class.close(&app).await.expect(200);
        let certificate = class.certificates(&app, 0).await.remove(0);
        let code = certificate["verification_code"].as_str().expect("a code").to_owned();
        let browser = app.browser();
        let typed: String = code.to_lowercase().replace('0', "o").chars()
            .enumerate().flat_map(|(at, c)| (at > 0 && at % 4 == 0).then_some('+').into_iter().chain([c])).collect();
        let to = browser.open(&format!("/verify?code={typed}")).await.expect(303).header("location");
        let page = browser.open(&to).await.expect(200).text();
        assert!(page.contains("state-good\">Valid") && page.contains("Pat Person"), "{page}");
        let path = format!("/api/v1/certificates/{}/revoke", certificate["id"].as_str().expect("an id"));
        app.post(&class.cora, &path, json!({"reason": "Issued in error."})).await.expect(200);
        let page = browser.open(&to).await.expect(200).text();
        assert!(page.contains("state-bad\">Withdrawn"), "{page}");
        let page = browser.open("/verify?code=not+a+%3Ccode%3E").await.expect(404).text();
        assert!(page.contains("Not known") && page.contains("value=\"not a &lt;code&gt;\""), "{page}");
        assert!(page.contains("Compare the code letter by letter"), "{page}");
    }
}
