//! Signing in, refreshing, signing out.

use serde_json::json;

use crate::support::{
    app::{PASSWORD, TestApp},
    database::both_databases,
};

both_databases! {
    async fn a_password_signs_in_and_a_refresh_token_works_once(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let login = json!({"email": ada.email.to_uppercase(), "password": PASSWORD});
        let first = app.post_public("/api/v1/auth/login", login).await.expect(200).json();
        assert_eq!(first["token_type"], "Bearer");
        assert_eq!(first["expires_in"], 900);

        let refresh = json!({"refresh_token": first["refresh_token"]});
        let second = app.post_public("/api/v1/auth/refresh", refresh.clone()).await.expect(200).json();
        assert_ne!(second["refresh_token"], first["refresh_token"]);

        // Somebody has a copy of the old one: the whole login ends, the new token with it.
        app.post_public("/api/v1/auth/refresh", refresh).await.expect_problem(401, "invalid_refresh_token");
        let newest = json!({"refresh_token": second["refresh_token"]});
        app.post_public("/api/v1/auth/refresh", newest).await.expect_problem(401, "invalid_refresh_token");
    }

    async fn a_wrong_password_and_an_unknown_person_are_answered_alike(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let wrong = app.post_public("/api/v1/auth/login", json!({"email": ada.email, "password": "not this one"}));
        let wrong = wrong.await.expect_problem(401, "invalid_credentials");
        let nobody = json!({"email": "nobody@example.org", "password": "not this one"});
        let nobody = app.post_public("/api/v1/auth/login", nobody).await.expect_problem(401, "invalid_credentials");
        assert_eq!(wrong.body, nobody.body);
    }

    async fn ten_failures_against_one_account_are_enough(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let wrong = json!({"email": ada.email, "password": "not this one"});
        for _ in 0..10 {
            app.post_public("/api/v1/auth/login", wrong.clone()).await.expect(401);
        }
        let refused = app.post_public("/api/v1/auth/login", wrong).await.expect_problem(429, "too_many_requests");
        assert_eq!(refused.header("retry-after"), "900");
    }
}
