//! "Your account": name, addresses, organisations, how and where one signs in, what one declares.

use serde_json::json;
use training_ladder::domain::words::OrganisationKind;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    pages::value_of,
};

both_databases! {
    async fn the_name_changes_and_a_wrong_one_is_kept_to_be_mended(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/account/name").await.expect(200).text();
        assert_eq!(value_of(&page, "name").as_deref(), Some("Dora"));
        let page = browser.submit("/account/name", &[("name", ""), ("certificate_name", "Dora Kept")]).await.expect(422).text();
        assert_eq!(value_of(&page, "certificate_name").as_deref(), Some("Dora Kept"));
        let right = [("name", "Dora Óbrien"), ("certificate_name", "Dorothea Óbrien")];
        assert_eq!(browser.submit("/account/name", &right).await.expect(303).header("location"), "/account?done=name");
        let page = browser.open("/account?done=name").await.expect(200).text();
        assert!(page.contains("Your name is changed.") && page.contains("Dorothea Óbrien"), "{page}");
    }

    async fn addresses_are_added_and_removed_but_never_the_last(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let browser = app.browser_of(&dora).await;
        let page = browser.submit("/account/addresses", &[("email", "office@school.example")]).await.expect(422).text();
        assert!(page.contains("office@school.example") && page.contains("several people read"), "{page}");
        browser.submit("/account/addresses", &[("email", "dora@home.example")]).await.expect(303);
        let page = browser.open("/account").await.expect(200).text();
        assert!(page.contains("Not confirmed yet"), "{page}");
        let items = app.get(&dora, "/api/v1/me/addresses").await.json();
        let (first, second) = (items["items"][0]["id"].as_str().expect("id"), items["items"][1]["id"].as_str().expect("id"));
        assert!(!page.contains(&format!("/account/addresses/{first}/remove")), "the last one stays: {page}");
        assert!(!page.contains(&format!("/account/addresses/{second}/primary")), "unconfirmed: {page}");
        // A stale page does no harm.
        let answer = browser.submit(&format!("/account/addresses/{first}/remove"), &[]).await.expect(303);
        assert_eq!(answer.header("location"), "/account?done=nothing");
        browser.submit(&format!("/account/addresses/{second}/remove"), &[]).await.expect(303);
        assert!(!browser.open("/account").await.text().contains("dora@home.example"));
        let eve = app.delegate("Eve").await;
        app.browser_of(&eve).await.submit(&format!("/account/addresses/{first}/remove"), &[]).await.expect(404);
    }

    async fn an_organisation_is_found_chosen_or_named(app: TestApp) {
        let dora = app.delegate("Dora").await;
        app.organisation("Hillside Primary School", OrganisationKind::School).await;
        let browser = app.browser_of(&dora).await;
        let page = browser.open("/account/memberships").await.expect(200).text();
        let key = value_of(&page, "key").expect("a key");
        let page = browser.submit("/account/memberships", &[("name", "hillside"), ("key", &key)]).await.expect(200).text();
        assert!(page.contains("Is it one of these?") && page.contains("Hillside Primary School"), "{page}");
        let again = [("name", "hillside"), ("asked", "hillside"), ("key", key.as_str())];
        browser.submit("/account/memberships", &again).await.expect(422);
        let none = [("name", "hillside"), ("asked", "hillside"), ("organisation", "none"), ("key", key.as_str())];
        for _ in 0..2 {
            browser.submit("/account/memberships", &none).await.expect(303);
        }
        browser.submit("/account/memberships", &[("name", "Hillside primary school"), ("key", "another")]).await.expect(303);
        let me = app.get(&dora, "/api/v1/me/profile").await.json();
        let names: Vec<_> = me["memberships"].as_array().expect("memberships").iter()
            .map(|one| one["organisation"]["name"].as_str().expect("a name").to_owned()).collect();
        assert_eq!(names, ["hillside", "Hillside Primary School"]);
        let page = browser.open("/account").await.text();
        assert!(page.contains("not confirmed yet"), "{page}");
        let first = me["memberships"][0]["id"].as_str().expect("an id");
        browser.submit(&format!("/account/memberships/{first}/end"), &[]).await.expect(303);
        assert!(!browser.open("/account").await.text().contains("<p class=\"when\">hillside</p>"));
    }

    async fn a_line_manager_is_named_and_taken_back(app: TestApp) {
        let (dora, boss) = (app.delegate("Dora").await, app.delegate("Boss").await);
        let browser = app.browser_of(&dora).await;
        browser.submit("/account/manager", &[("line_manager", "no address")]).await.expect(422);
        browser.submit("/account/manager", &[]).await.expect(422);
        browser.submit("/account/manager", &[("line_manager", &boss.email)]).await.expect(303);
        assert!(browser.open("/account").await.text().contains(&boss.email));
        browser.submit("/account/manager", &[("line_manager", "")]).await.expect(303);
        assert!(browser.open("/account").await.text().contains("Nobody is named."));
    }

    async fn a_password_is_set_and_every_login_ended(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let (browser, other) = (app.browser_of(&dora).await, app.browser_of(&dora).await);
        let page = browser.open("/account").await.text();
        assert!(page.contains("this one"), "{page}");
        app.clock.advance(chrono::TimeDelta::minutes(20));
        let page = browser.submit("/account/password", &[("password", "seven green bottles")]).await.expect(422).text();
        assert!(page.contains("Enter your present password too") && !page.contains("seven green"), "{page}");
        let both = [("password", "seven green bottles"), ("current_password", PASSWORD)];
        browser.submit("/account/password", &both).await.expect(303);
        other.open("/account").await.expect(303);
        browser.open("/account").await.expect(200);
        browser.submit("/account/sign-out-everywhere", &[]).await.expect(303);
        assert_eq!(browser.cookie("__Host-session"), None);
        browser.open("/account").await.expect(303);
    }

    async fn what_is_declared_stands_with_its_day(app: TestApp) {
        let (cora, dora) = (app.coordinator().await, app.delegate("Dora").await);
        let kind = json!({"slug": "practised", "statement": "I have practised"});
        app.post(&cora, "/api/v1/declaration-kinds", kind).await.expect(201);
        let browser = app.browser_of(&dora).await;
        assert!(browser.open("/account").await.text().contains("You have not said so yet."));
        browser.submit("/account/declarations", &[("declaration", "practised")]).await.expect(303);
        assert!(browser.open("/account").await.text().contains("You said so on Tuesday 3 November 2026."));
    }
}
