//! Where one is signed in, and ending one of them; proving once more who one is before an address is added.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
    raw_database::Beside,
};

async fn sign_in(app: &TestApp, email: &str) -> (String, String) {
    let body = json!({"email": email, "password": PASSWORD});
    let tokens = app.post_public("/api/v1/auth/login", body).await.expect(200).json();
    let text = |key: &str| tokens[key].as_str().expect("a token").to_owned();
    (text("access_token"), text("refresh_token"))
}

both_databases! {
    async fn one_of_ones_own_logins_is_ended_and_the_others_go_on(app: TestApp) {
        let (ada, bo) = (app.delegate("Ada").await, app.delegate("Bo").await);
        app.clock.advance(TimeDelta::minutes(1));
        let (lost, refresh) = sign_in(&app, &ada.email).await;
        let browser = app.browser_of(&ada).await;
        let listed = async |token: &str| {
            let answer = app.send(Method::GET, "/api/v1/me/logins", Some(token), &[], None).await.expect(200).json();
            answer["items"].as_array().expect("logins").clone()
        };
        let all = listed(&ada.token).await;
        let kinds: Vec<(&Value, &Value)> = all.iter().map(|it| (&it["in_a_browser"], &it["this_one"])).collect();
        assert_eq!(all.len(), 3, "{all:#?}");
        assert_eq!(kinds.iter().filter(|(_, this)| **this == json!(true)).count(), 1);
        assert_eq!(kinds.iter().filter(|(browser, _)| **browser == json!(true)).count(), 1);
        let own = listed(&lost).await;
        let ended = own.iter().find(|it| it["this_one"] == true).expect("this one")["id"].as_str().unwrap().to_owned();

        // Somebody else's is not there.
        let path = format!("/api/v1/me/logins/{ended}");
        app.send(Method::DELETE, &path, Some(&bo.token), &[], None).await.expect_problem(404, "not_found");
        assert_eq!(listed(&lost).await.len(), 3);
        // Ended twice is ended once.
        for _ in 0..2 {
            app.send(Method::DELETE, &path, Some(&ada.token), &[], None).await.expect(204);
        }
        app.send(Method::GET, "/api/v1/me", Some(&lost), &[], None).await.expect_problem(401, "invalid_token");
        let again = json!({"refresh_token": refresh});
        app.post_public("/api/v1/auth/refresh", again).await.expect_problem(401, "invalid_refresh_token");
        assert_eq!(listed(&ada.token).await.len(), 2);

        // On the page: this one has no button, the other has.
        let page = browser.open("/account").await.expect(200).text();
        assert_eq!(page.matches("End this one").count(), 1, "{page}");
        let (_, after) = page.split_once("action=\"/account/logins/").expect("a button");
        let id = after.split('/').next().unwrap();
        let answer = browser.submit(&format!("/account/logins/{id}/end"), &[]).await.expect(303);
        assert_eq!(answer.header("location"), "/account?done=login-ended");
        app.send(Method::GET, "/api/v1/me", Some(&ada.token), &[], None).await.expect_problem(401, "invalid_token");
        browser.open("/account").await.expect(200);
        app.browser_of(&bo).await.submit(&format!("/account/logins/{id}/end"), &[]).await.expect(404);
    }

    async fn a_coordinator_signs_somebody_out_everywhere_with_a_reason(app: TestApp) {
        let (cora, ada, bo) = (app.coordinator().await, app.delegate("Ada").await, app.delegate("Bo").await);
        let (token, refresh) = sign_in(&app, &ada.email).await;
        let browser = app.browser_of(&ada).await;
        let path = format!("/api/v1/people/{}/logins/end", ada.id);
        let why = json!({"reason": "Her laptop was stolen."});
        app.post(&bo, &path, why.clone()).await.expect_problem(403, "forbidden");
        app.post(&cora, &path, json!({"reason": " "})).await.expect_problem(422, "invalid_input");
        let own = format!("/api/v1/people/{}/logins/end", cora.id);
        app.post(&cora, &own, why.clone()).await.expect_problem(409, "own_account");
        app.send(Method::GET, "/api/v1/me", Some(&token), &[], None).await.expect(200);

        app.post(&cora, &path, why).await.expect(204);
        for ended in [&token, &ada.token] {
            let me = app.send(Method::GET, "/api/v1/me", Some(ended), &[], None).await;
            me.expect_problem(401, "invalid_token");
        }
        let again = json!({"refresh_token": refresh});
        app.post_public("/api/v1/auth/refresh", again).await.expect_problem(401, "invalid_refresh_token");
        browser.open("/account").await.expect(303);
        app.get(&bo, "/api/v1/me").await.expect(200);
        sign_in(&app, &ada.email).await;
        let trail = app.get(&cora, "/api/v1/trail?kind=accounts").await.expect(200).json();
        assert!(trail.to_string().contains("Her laptop was stolen."), "{trail:#}");
    }

    async fn a_coordinator_signs_somebody_out_on_the_persons_page(app: TestApp) {
        let (cora, ada) = (app.coordinator().await, app.delegate("Ada").await);
        let (coordinator, browser) = (app.browser_of(&cora).await, app.browser_of(&ada).await);
        let path = format!("/manage/people/{}/logins", ada.id);
        let record = coordinator.open(&format!("/manage/people/{}", ada.id)).await.expect(200).text();
        assert!(record.contains(&path), "{record}");
        let page = coordinator.submit(&path, &[("reason", "")]).await.expect(422).text();
        assert!(page.contains("There is a problem"), "{page}");
        let to = coordinator.submit(&path, &[("reason", "Her laptop was stolen.")]).await.expect(303);
        let page = coordinator.open(&to.header("location")).await.expect(200).text();
        assert!(page.contains("They are signed out everywhere."));
        assert!(browser.open("/account").await.expect(303).header("location").starts_with("/sign-in?"));
    }

    async fn adding_an_address_asks_for_the_password_unless_the_login_is_fresh(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (token, refresh) = sign_in(&app, &ada.email).await;
        let add = async |token: &str, body: Value| {
            app.send(Method::POST, "/api/v1/me/addresses", Some(token), &[], Some(&body)).await
        };
        app.clock.advance(TimeDelta::minutes(15) - TimeDelta::seconds(1));
        add(&token, json!({"email": "ada.one@home.example"})).await.expect(201);
        let browser = app.browser_of(&ada).await;
        app.clock.advance(TimeDelta::seconds(1));
        // The same login, a quarter of an hour old, however fresh its access token is.
        let again = app.post_public("/api/v1/auth/refresh", json!({"refresh_token": refresh})).await.expect(200).json();
        let token = again["access_token"].as_str().expect("an access token");
        let two = |password: Value| json!({"email": "ada.two@home.example", "current_password": password});
        add(token, json!({"email": "ada.two@home.example"})).await.expect_problem(409, "current_password_needed");
        let wrong = add(token, two(json!("not this one"))).await.expect_problem(422, "invalid_input").json();
        assert_eq!(wrong["errors"][0]["field"], "current_password");
        assert!(!app.kinds_to("ada.two@home.example").await.contains(&"confirm_address".to_owned()));
        add(token, two(json!(PASSWORD))).await.expect(201);

        // On the page: fresh, then not.
        browser.submit("/account/addresses", &[("email", "ada.three@home.example")]).await.expect(303);
        app.clock.advance(TimeDelta::minutes(16));
        let four = ("email", "ada.four@home.example");
        let page = browser.submit("/account/addresses", &[four]).await.expect(422).text();
        assert!(page.contains("Enter your present password too"), "{page}");
        browser.submit("/account/addresses", &[four, ("current_password", "wrong")]).await.expect(422);
        browser.submit("/account/addresses", &[four, ("current_password", PASSWORD)]).await.expect(303);
    }

    async fn whoever_has_no_password_signs_in_again_before_an_address_is_added(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let (fresh, refresh) = sign_in(&app, &ada.email).await;
        let browser = app.browser_of(&ada).await;
        Beside::to(&app.database).run("UPDATE people SET password_hash = NULL");
        let add = async |token: &str| {
            let body = json!({"email": "ada.one@home.example"});
            app.send(Method::POST, "/api/v1/me/addresses", Some(token), &[], Some(&body)).await
        };
        let two = json!({"email": "ada.two@home.example"});
        app.send(Method::POST, "/api/v1/me/addresses", Some(&fresh), &[], Some(&two)).await.expect(201);
        app.clock.advance(TimeDelta::minutes(16));
        let again = app.post_public("/api/v1/auth/refresh", json!({"refresh_token": refresh})).await.expect(200).json();
        add(again["access_token"].as_str().expect("an access token")).await.expect_problem(409, "sign_in_again");
        let one = [("email", "ada.one@home.example")];
        let page = browser.submit("/account/addresses", &one).await.expect(422).text();
        assert!(page.contains("Sign in again, then do this within 15 minutes"), "{page}");
        assert!(!app.kinds_to("ada.one@home.example").await.contains(&"confirm_address".to_owned()));
    }

    async fn the_spaces_of_a_password_are_part_of_it(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let spaced = "  two spaces at both ends  ";
        let browser = app.browser_of(&ada).await;
        browser.submit("/account/password", &[("password", spaced)]).await.expect(303);
        for (typed, status) in [(spaced, 303), (spaced.trim(), 422)] {
            let sign_in = [("email", ada.email.as_str()), ("password", typed)];
            app.browser().submit("/sign-in", &sign_in).await.expect(status);
        }
        for (typed, status) in [(spaced, 200), (spaced.trim_end(), 401)] {
            let body = json!({"email": ada.email, "password": typed});
            app.post_public("/api/v1/auth/login", body).await.expect(status);
        }
        // The present one, asked for later, as well.
        app.clock.advance(TimeDelta::minutes(16));
        for (typed, status) in [(spaced.trim(), 422), (spaced, 303)] {
            let fields = [("current_password", typed), ("password", "another long password")];
            browser.submit("/account/password", &fields).await.expect(status);
        }
        // Registered with.
        let register = [("name", "Bo Beech"), ("email", "bo@example.org"), ("password", spaced), ("alone", "yes")];
        app.browser().submit("/register", &register).await.expect(303);
    }
}
