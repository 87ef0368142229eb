//! The database gone: 503 while it is away, and service resumes by itself when it is back.

use std::{fs, time::Duration};

use futures_util::future::join_all;
use serde_json::json;
use training_ladder::store::{DbOptions, Error};

use crate::support::{
    app::{PASSWORD, TestApp},
    database::{TestDatabase, both_databases},
    raw_database::{Beside, Outage},
};

/// Little patience, so that an outage is noticed soon.
fn impatient(database: TestDatabase) -> TestApp {
    TestApp::with_options(
        database,
        DbOptions { patience: Duration::from_millis(400), ..DbOptions::default() },
    )
}

both_databases! {
    async fn while_the_database_is_away_changes_are_answered_503(database: TestDatabase) {
        let app = impatient(database);
        let ada = app.delegate("Ada").await;
        let login = json!({"email": ada.email, "password": PASSWORD});
        let outage = Outage::of(&app.database);
        for _ in 0..2 {
            let away = app.post_public("/api/v1/auth/login", login.clone()).await;
            assert_ne!(away.expect_problem(503, "unavailable").header("retry-after"), "");
            app.get_public("/healthz").await.expect(200);
        }
        drop(outage);
        app.post_public("/api/v1/auth/login", login).await.expect(200);
        app.get_public("/readyz").await.expect(200);
    }
}

#[actix_web::test]
async fn readiness_follows_the_server() {
    let app = impatient(TestDatabase::postgres());
    app.get_public("/readyz").await.expect(200);
    let outage = Outage::of(&app.database);
    app.get_public("/readyz").await.expect_problem(503, "unavailable");
    app.get_public("/healthz").await.expect(200);
    drop(outage);
    app.get_public("/readyz").await.expect(200);
}

#[actix_web::test]
async fn a_connection_that_ends_in_the_middle_of_a_request_is_a_503_and_changes_nothing() {
    let app = TestApp::with_options(TestDatabase::postgres(), DbOptions::default());
    let ada = app.delegate("Ada").await;
    let login = json!({"email": ada.email, "password": PASSWORD});
    let mut other = Beside::to(&app.database);
    let logins = other.number("SELECT count(*) FROM logins");
    other.run("BEGIN; SELECT id FROM people FOR UPDATE");
    let request = app.post_public("/api/v1/auth/login", login.clone());
    let fall = async {
        // The request waits for the row; whoever looks at the server's own list sees it.
        let mut watcher = Beside::to(&app.database);
        let waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for _ in 0..100_000 {
            if watcher.number(&format!("SELECT count(*) {waiting}")) > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        watcher.number(&format!("SELECT count(pg_terminate_backend(pid)) {waiting}"))
    };
    let (answer, ended) = tokio::join!(request, fall);
    assert_eq!(ended, 1, "the request was under way");
    answer.expect_problem(503, "unavailable");
    other.run("ROLLBACK");
    assert_eq!(other.number("SELECT count(*) FROM logins"), logins);
    app.post_public("/api/v1/auth/login", login).await.expect(200);
}

#[actix_web::test]
async fn a_file_that_is_moved_away_is_not_made_anew_and_is_used_when_it_is_back() {
    let app = impatient(TestDatabase::sqlite());
    let file = app.database.url.trim_start_matches("sqlite:").to_owned();
    let aside = format!("{file}.aside");
    fs::rename(&file, &aside).expect("the file moves");
    // More readers at once than connections are open: some of them have to be made.
    let reads = (0..8).map(|_| app.db.read(|_| Ok::<_, Error>(())));
    for answer in join_all(reads).await {
        assert!(answer.is_ok() || matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    }
    assert!(!fs::exists(&file).expect("the folder can be read"), "an empty database stands in its place");
    fs::rename(&aside, &file).expect("the file moves back");
    app.get_public("/readyz").await.expect(200);
    app.delegate("Ada").await;
}
