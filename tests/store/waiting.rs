//! Writes that wait for the writer, on SQLite under one commit, and no more of them than the line holds.

use std::sync::mpsc;

use futures_util::future::poll_immediate;
use serde_json::json;
use training_ladder::store::{DbOptions, Error};

use super::{Held, add, open};
use crate::support::{
    app::{PASSWORD, TestApp},
    database::{TestDatabase, both_databases},
    raw_database::Beside,
};

fn line_of(waiting_writes: usize) -> DbOptions {
    DbOptions { waiting_writes, ..DbOptions::default() }
}

#[actix_web::test]
async fn writes_that_wait_on_sqlite_share_one_commit() {
    let database = TestDatabase::sqlite();
    let db = open(&database, DbOptions::default());
    let held = Held::begin(&db).await;
    let (seen, outside) = mpsc::channel();
    let url = database.url.clone();
    let mut first = Box::pin(db.write(|tx| add(tx, "first")));
    assert!(poll_immediate(&mut first).await.is_none());
    let mut second = Box::pin(db.write(move |tx| {
        add(tx, "second")?;
        let there = Beside::at(&url).number("SELECT count(*) FROM organisations");
        seen.send(there).map_err(|_| Error::Missing)
    }));
    assert!(poll_immediate(&mut second).await.is_none());
    held.finish().await;
    let (first, second) = tokio::join!(first, second);
    first.expect("a write");
    second.expect("a write");
    assert_eq!(outside.recv(), Ok(0), "the first is not committed while the second runs");
    assert_eq!(Beside::to(&database).number("SELECT count(*) FROM organisations"), 2);
}

both_databases! {
    async fn more_than_the_line_holds_is_told_at_once(database: TestDatabase) {
        let db = open(&database, line_of(2));
        let held = Held::begin(&db).await;
        // On PostgreSQL it does not wait for the first, and so is held back itself.
        let (go, may_go) = mpsc::channel::<()>();
        let mut second = Box::pin(db.write(move |tx| {
            may_go.recv().map_err(|_| Error::Missing)?;
            add(tx, "second")
        }));
        assert!(poll_immediate(&mut second).await.is_none());
        let third = db.write(|tx| add(tx, "third")).await;
        assert!(matches!(third, Err(Error::Unavailable(_))), "{third:?}");
        go.send(()).expect("the second waits");
        held.finish().await;
        second.await.expect("it waited");
        db.write(|tx| add(tx, "fourth")).await.expect("the line has room again");
        let names = Beside::to(&database).lines("SELECT name AS line FROM organisations ORDER BY name");
        assert_eq!(names, ["fourth", "second"]);
    }

    async fn a_request_too_many_is_answered_503_and_later_served(database: TestDatabase) {
        let app = TestApp::with_options(database, line_of(1));
        let ada = app.delegate("Ada").await;
        let login = json!({"email": ada.email, "password": PASSWORD});
        let held = Held::begin(&app.db).await;
        let refused = app.post_public("/api/v1/auth/login", login.clone()).await.expect_problem(503, "unavailable");
        assert_ne!(refused.header("retry-after"), "");
        held.finish().await;
        app.post_public("/api/v1/auth/login", login).await.expect(200);
    }
}
