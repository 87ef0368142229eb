//! `ladder person`: the first coordinator of a new installation, and one who lost their second factor.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    app::{PASSWORD, TestApp},
    authenticator_app::code_at,
    database::both_databases,
};

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

/// Takes a second factor away, as the service of the test is set.
async fn remove_second_factor(app: &TestApp, arguments: &'static [&'static str]) -> Output {
    let url = app.database.url.clone();
    actix_web::web::block(move || {
        let data = TempDir::new().unwrap();
        Command::new(env!("CARGO_BIN_EXE_ladder"))
            .args(["person", "remove-second-factor"])
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", url)
            .env("LADDER_DATA_DIR", data.path())
            .env("LADDER_SECRET", "a secret of more than thirty-two bytes, for tests")
            .output()
            .unwrap()
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

    async fn the_only_coordinator_gets_in_again_after_losing_phone_and_codes(app: TestApp) {
        let cora = app.coordinator().await;
        let lost = &["--email", "cora.coordinator@example.org", "--reason", "Phone and codes were stolen."];
        let said = remove_second_factor(&app, lost).await;
        let err = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.code(), Some(1), "{err}");
        assert!(err.contains("has no second factor"), "{err}");
        let begun = app.post(&cora, "/api/v1/me/second-factor/app", json!({})).await.expect(200).json();
        let code = code_at(begun["secret"].as_str().unwrap(), app.clock.now());
        app.post(&cora, "/api/v1/me/second-factor/app/confirm", json!({"code": code})).await.expect(200);
        let login = json!({"email": cora.email, "password": PASSWORD});
        app.post_public("/api/v1/auth/login", login).await.expect_problem(401, "second_factor_needed");
        for (arguments, says) in [
            (&["--email", "nobody@example.org", "--reason", "Lost."][..], "Nobody has the address"),
            (&["--email", "cora.coordinator@example.org", "--reason", ""], "reason"),
        ] {
            let said = remove_second_factor(&app, arguments).await;
            let err = String::from_utf8_lossy(&said.stderr).into_owned();
            assert_eq!(said.status.code(), Some(1), "{err}");
            assert!(err.contains(says), "{says} in {err}");
        }
        let said = remove_second_factor(&app, lost).await;
        assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
        app.sign_in(&cora.email).await;
        // The program that took it away went by the machine's clock.
        app.clock.set(training_ladder::ports::Clock::machine().now());
        app.run_jobs().await;
        let mail = app.mailbox.sent().pop().expect("a mail");
        assert!(mail.text.contains("Phone and codes were stolen."), "{}", mail.text);
    }
}
