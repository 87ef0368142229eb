//! `ladder keys rotate`: a new key signs, and nobody is signed out.

use std::{process::Command, time::Duration};

use actix_web::http::Method;
use chrono::TimeDelta;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    app::{Someone, TestApp},
    database::both_databases,
};

async fn keys(app: &TestApp) -> Vec<Value> {
    let keys = app.get_public("/.well-known/jwks.json").await.expect(200).json();
    keys["keys"].as_array().expect("keys").clone()
}

async fn reads_me(app: &TestApp, who: &Someone) {
    app.send(Method::GET, "/api/v1/me", Some(&who.token), &[], None).await.expect(200);
}

both_databases! {
    async fn a_new_key_signs_and_the_old_tokens_stay_good(app: TestApp) {
        let ada = app.delegate("Ada").await;
        let before = keys(&app).await;
        let url = app.database.url.clone();
        let said = actix_web::web::block(move || {
            let data = TempDir::new().unwrap();
            Command::new(env!("CARGO_BIN_EXE_ladder"))
                .args(["keys", "rotate"])
                .env_clear()
                .env("DATABASE_URL", url)
                .env("LADDER_DATA_DIR", data.path())
                .env("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests")
                .output()
                .unwrap()
        })
        .await
        .unwrap();
        assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
        app.clock.advance(TimeDelta::from_std(Duration::from_secs(61)).unwrap());
        let after = keys(&app).await;
        assert_eq!(after.len(), before.len() + 1);
        assert!(before.iter().all(|key| after.contains(key)), "what the old key signed can still be checked");
        reads_me(&app, &ada).await;
    }
}
