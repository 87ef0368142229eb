//! `ladder person add`: the first coordinator of a new installation.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::json;
use tempfile::TempDir;

use crate::support::{app::TestApp, database::both_databases};

async fn add(app: &TestApp, arguments: &'static [&'static str], password: &'static str) -> Output {
    let url = app.database.url.clone();
    actix_web::web::block(move || {
        let data = TempDir::new().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_ladder"))
            .args(["person", "add"])
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", url)
            .env("LADDER_DATA_DIR", data.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments does not wait for a password.
        drop(child.stdin.take().unwrap().write_all(password.as_bytes()));
        child.wait_with_output().unwrap()
    })
    .await
    .unwrap()
}

const CORA: &[&str] =
    &["--name", "Cora", "--email", "cora@city.example", "--role", "coordinator", "--password-stdin"];

both_databases! {
    async fn the_first_coordinator_signs_in_with_the_password_given(app: TestApp) {
        let said = add(&app, CORA, "seven green bottles\n").await;
        let err = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.code(), Some(0), "{err}");
        assert!(String::from_utf8_lossy(&said.stdout).contains("Cora was added"));
        let login = json!({"email": "cora@city.example", "password": "seven green bottles"});
        let tokens = app.post_public("/api/v1/auth/login", login).await.expect(200).json();
        let token = tokens["access_token"].as_str().unwrap();
        let me = app.send(actix_web::http::Method::GET, "/api/v1/me", Some(token), &[], None).await.expect(200);
        assert_eq!(me.json()["roles"], json!(["delegate", "coordinator"]));
        let again = add(&app, CORA, "eight green bottles\n").await;
        assert!(String::from_utf8_lossy(&again.stdout).contains("was there already"));
    }

    async fn what_cannot_be_used_is_named(app: TestApp) {
        for (arguments, password, code, says) in [
            (CORA, "short\n", 1, "at least 8 characters"),
            (&["--name", "Cora", "--email", "office@city.example"][..], "", 2, "several people read"),
            (&["--name", "", "--email", "cora@city.example"], "", 2, "--name"),
            (&["--name", "Cora", "--email", "cora@city.example", "--organisation", "Nowhere"], "", 1, "Nowhere"),
            (&["--name", "Cora", "--email", "cora@city.example", "--role", "king"], "", 2, "king"),
        ] {
            let said = add(&app, arguments, password).await;
            let err = String::from_utf8_lossy(&said.stderr).into_owned();
            assert_eq!(said.status.code(), Some(code), "{err}");
            assert!(err.contains(says), "{says} in {err}");
        }
        let login = json!({"email": "cora@city.example", "password": "short"});
        app.post_public("/api/v1/auth/login", login).await.expect(401);
    }
}
