//! Signing in, refreshing, signing out.

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use serde_json::json;
use training_ladder::store::{Row, write::people::person};

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

    async fn a_password_kept_at_a_lower_cost_is_hashed_anew_when_it_is_proved(app: TestApp) {
        let ada = app.delegate("Ada").await.id;
        let older = Argon2::new(Algorithm::Argon2i, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let older = older.hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]).unwrap().to_string();
        let kept = older.clone();
        app.db
            .write(move |tx| {
                let mut row = person::load_person(tx.conn(), ada)?;
                row.password_hash = Some(kept.clone());
                tx.account_for([Row::Person(ada.uuid())]);
                person::store_person(tx, &row)
            })
            .await
            .unwrap();
        let now = async || {
            let row = app.db.read(move |c| person::load_person(c, ada)).await.unwrap();
            row.password_hash.unwrap()
        };
        let wrong = json!({"email": "ada@example.org", "password": "not this one"});
        app.post_public("/api/v1/auth/login", wrong).await.expect(401);
        assert_eq!(now().await, older, "only a proved password is hashed");
        let right = json!({"email": "ada@example.org", "password": PASSWORD});
        app.post_public("/api/v1/auth/login", right.clone()).await.expect(200);
        assert!(now().await.starts_with("$argon2id$"));
        app.post_public("/api/v1/auth/login", right).await.expect(200);
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
