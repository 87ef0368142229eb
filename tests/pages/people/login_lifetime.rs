//! How long somebody stays signed in who does nothing about it.

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
};

const MONTH: TimeDelta = TimeDelta::days(30);

both_databases! {
    async fn a_browser_signs_in_again_a_month_after_it_signed_in(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let browser = app.browser_of(&dora).await;
        for _ in 0..29 {
            app.clock.advance(TimeDelta::days(1));
            browser.open("/account").await.expect(200);
        }
        app.clock.advance(TimeDelta::days(1) - TimeDelta::seconds(1));
        browser.open("/account").await.expect(200);
        // However often it came back meanwhile.
        app.clock.advance(TimeDelta::seconds(1));
        let answer = browser.open("/account").await.expect(303);
        assert!(answer.header("location").starts_with("/sign-in?"), "{}", answer.header("location"));
    }

    async fn a_program_that_does_not_come_back_within_a_month_signs_in_again(app: TestApp) {
        let dora = app.delegate("Dora").await;
        let login = json!({"email": dora.email, "password": PASSWORD});
        let tokens = app.post_public("/api/v1/auth/login", login).await.expect(200).json();
        app.clock.advance(MONTH - TimeDelta::seconds(1));
        let token = tokens["access_token"].as_str();
        app.send(Method::GET, "/api/v1/me", token, &[], None).await.expect_problem(401, "invalid_token");
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        let tokens = app.post_public("/api/v1/auth/refresh", refresh).await.expect(200).json();
        app.clock.advance(MONTH);
        let refresh = json!({"refresh_token": tokens["refresh_token"]});
        app.post_public("/api/v1/auth/refresh", refresh).await.expect_problem(401, "invalid_refresh_token");
    }
}
