//! What every page shares: its frame, its assets, how it is shown, and what it says when something goes wrong.

use actix_web::http::Method;

use crate::support::{app::TestApp, database::both_databases, pages::value_of};

both_databases! {
    async fn a_form_without_its_token_does_nothing_and_can_be_sent_again(app: TestApp) {
        let dora = app.delegate("Dora Delegate").await;
        let browser = app.browser_of(&dora).await;
        for token in ["", "made up"] {
            let page = browser.submit_raw("/sign-out", &[("csrf", token), ("words", "kept")]).await.expect(403).text();
            assert!(page.contains("Please look at it once more"), "{page}");
            assert_eq!(value_of(&page, "words").as_deref(), Some("kept"));
        }
        assert!(browser.open("/display").await.text().contains("Dora Delegate"), "still signed in");
        // Another browser's token does not do either.
        let other = app.browser().csrf().await;
        browser.submit_raw("/sign-out", &[("csrf", &other)]).await.expect(403);
    }

    async fn how_pages_are_shown_is_kept(app: TestApp) {
        let browser = app.browser();
        assert!(browser.open("/verify").await.text().contains("data-display=\"device\""));
        let answer = browser.submit("/display", &[("display", "contrast"), ("return_to", "/verify")]).await.expect(303);
        assert_eq!(answer.header("location"), "/verify");
        assert!(browser.open("/verify").await.text().contains("data-display=\"contrast\""));
        let page = browser.submit("/display", &[("display", "sepia"), ("return_to", "/verify")]).await.expect(422).text();
        assert!(page.contains("Choose one of the settings."));
    }

    async fn assets_have_addresses_of_their_content_and_are_kept_for_long(app: TestApp) {
        let page = app.browser().open("/verify").await.text();
        let addresses: Vec<&str> = page.split(['"']).filter(|part| part.starts_with("/assets/")).collect();
        assert_eq!(addresses.len(), 3, "{addresses:?}");
        for address in addresses {
            let answer = app.get_public(address).await.expect(200);
            assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        }
        app.get_public("/assets/site.0000000000000000.css").await.expect(404);
    }

    async fn problems_are_pages_for_people_and_json_for_programs(app: TestApp) {
        let browser = app.browser();
        let page = browser.open("/no-such-page").await.expect(404);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text().contains("Page not found"));
        let page = browser.submit_raw("/verify", &[]).await.expect(405);
        assert_eq!(page.header("allow"), "GET, HEAD");
        assert!(page.header("content-type").starts_with("text/html"));
        for (path, headers) in [
            ("/api/v1/nothing", &[("accept", "text/html")][..]),
            ("/no-such-page", &[("accept", "application/json")][..]),
        ] {
            let answer = app.send(Method::GET, path, None, headers, None).await;
            answer.expect_problem(404, "not_found");
        }
    }
}
