//! Signing in and out of the pages, and going on where one was.

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    pages::value_of,
};

both_databases! {
    async fn a_password_signs_a_browser_in_until_it_signs_out(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser();
        let page = browser.open("/sign-in?return_to=/display").await.expect(200).text();
        let return_to = value_of(&page, "return_to").expect("where it goes on");
        assert_eq!(return_to, "/display");
        let typed = [("email", dora.email.as_str()), ("password", PASSWORD), ("return_to", return_to.as_str())];
        let answer = browser.submit("/sign-in", &typed).await.expect(303);
        assert_eq!(answer.header("location"), "/display");
        let cookie = answer.headers.get_all("set-cookie").map(|c| c.to_str().expect("text").to_owned());
        let cookie = cookie.into_iter().find(|c| c.starts_with("__Host-session=")).expect("the session's cookie");
        for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie} lacks {attribute}");
        }
        assert!(!cookie.contains("Max-Age"), "nobody asked to be kept signed in: {cookie}");
        assert!(browser.open("/display").await.expect(200).text().contains("Dora Delegate"));

        let kept = browser.cookie("__Host-session").expect("a cookie");
        assert_eq!(browser.submit("/sign-out", &[]).await.expect(303).header("location"), "/");
        assert_eq!(browser.cookie("__Host-session"), None, "the browser is told to drop it");
        assert!(!browser.open("/display").await.expect(200).text().contains("Dora Delegate"));
        // A cookie that was copied out of the browser is worth nothing either.
        let headers = format!("__Host-session={kept}");
        let again = app.send(
            actix_web::http::Method::GET, "/display", None, &[("cookie", headers.as_str())], None,
        ).await;
        assert!(!again.text().contains("Dora Delegate"));
    }

    async fn a_wrong_password_says_so_and_keeps_the_address(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        for (email, password) in [(dora.email.as_str(), "not her password"), ("nobody@example.org", PASSWORD)] {
            let browser = app.browser();
            let page = browser.submit("/sign-in", &[("email", email), ("password", password)]).await.expect(422).text();
            assert!(page.contains("<title>Error: Sign in"), "{page}");
            assert!(page.contains("There is a problem"));
            assert!(page.contains("The e-mail address or the password is wrong."));
            assert_eq!(value_of(&page, "email").as_deref(), Some(email));
            assert!(!page.contains(password), "a password is never shown again");
            assert_eq!(browser.cookie("__Host-session"), None);
        }
    }

    async fn a_mailed_link_signs_in_by_its_button_and_once(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser();
        let page = browser.submit("/sign-in/link", &[("email", &dora.email)]).await.expect(200).text();
        let unknown = app.browser().submit("/sign-in/link", &[("email", "nobody@example.org")]).await.expect(200).text();
        assert!(page.contains("Check your inbox") && unknown.contains("Check your inbox"));
        app.run_jobs().await;
        let mail = app.mailbox.sent().pop().expect("a mail");
        let raw = mail.text;
        let token = raw.split("/sign-in?token=").nth(1).expect("a link");
        let token: String = token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();

        // Looking at the link, as mail scanners do, uses nothing up.
        for _ in 0..2 {
            browser.open(&format!("/sign-in?token={token}")).await.expect(200);
        }
        browser.submit("/sign-in/redeem", &[("token", &token)]).await.expect(303);
        assert!(browser.open("/display").await.text().contains("Dora Delegate"));
        let second = app.browser().submit("/sign-in/redeem", &[("token", &token)]).await.expect(422).text();
        assert!(second.contains("used up or too old"), "{second}");
    }

    async fn a_form_sent_after_the_login_ended_comes_back_with_its_words(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;
        let csrf = browser.csrf().await;
        browser.forget("__Host-session");
        let typed = [("csrf", csrf.as_str()), ("note", "A <note> & more")];
        let page = browser.submit_raw("/sign-out", &typed).await.expect(401).text();
        assert!(page.contains("what you typed is kept"), "{page}");
        assert!(page.contains("name=\"kept.note\" value=\"A &lt;note&gt; &amp; more\""), "{page}");
        let token = value_of(&page, "csrf").expect("a token");
        let fields = [
            ("csrf", token.as_str()), ("email", &dora.email), ("password", PASSWORD), ("return_to", "/sign-out"),
            ("kept.note", "A <note> & more"),
        ];
        // A wrong password on the way loses nothing.
        let mut wrong = fields;
        wrong[2].1 = "wrong";
        let page = browser.submit_raw("/sign-in", &wrong).await.expect(422).text();
        assert!(page.contains("name=\"kept.note\" value=\"A &lt;note&gt; &amp; more\""), "{page}");
        let page = browser.submit_raw("/sign-in", &fields).await.expect(200).text();
        assert!(page.contains("action=\"/sign-out\""), "{page}");
        assert!(page.contains("name=\"note\" value=\"A &lt;note&gt; &amp; more\""), "{page}");
        assert!(page.contains("name=\"_again\""));
        assert_eq!(value_of(&page, "csrf").expect("a token"), browser.csrf().await, "the new login's token");
    }

    async fn a_page_asked_for_before_signing_in_is_shown_after_it(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser();
        // No redirect leads out of the site, whatever the link says.
        for (asked, reached) in [
            ("/display?return_to=/courses", "/display?return_to=/courses"),
            ("//evil.example", "/my-ladder"),
            ("https://evil.example", "/my-ladder"),
            ("/\\evil.example", "/my-ladder"),
        ] {
            browser.forget("__Host-session");
            let typed = [("email", dora.email.as_str()), ("password", PASSWORD), ("return_to", asked)];
            let answer = browser.submit("/sign-in", &typed).await.expect(303);
            assert_eq!(answer.header("location"), reached);
        }
    }
}
