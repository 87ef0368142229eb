//! Opening a database: what a URL may say, and that several copies may start at once.

use std::{sync::Barrier, thread};

use tempfile::TempDir;
use training_ladder::{
    ports::{Clock, Random},
    store::{Db, DbOptions, Error},
};

use super::add;
use crate::support::{app::start_of_time, database::both_databases, raw_database::Beside};

const COPIES: usize = 6;

fn start(url: &str, seed: u64) -> Result<Db, Error> {
    Db::open(url, DbOptions::default(), Clock::held(start_of_time()), Random::seeded(seed))
}

/// What so many copies come to that begin at the same moment.
fn at_once<T: Send>(begin: impl Fn(u64) -> T + Sync) -> Vec<T> {
    let all_ready = Barrier::new(COPIES);
    thread::scope(|scope| {
        let begin_one = |seed| {
            all_ready.wait();
            begin(seed)
        };
        let copies: Vec<_> =
            (1..=COPIES).map(|n| scope.spawn(move || begin_one(u64::try_from(n).unwrap_or(0)))).collect();
        copies.into_iter().map(|copy| copy.join().expect("no copy panics")).collect()
    })
}

both_databases! {
    async fn copies_that_start_at_once_on_a_fresh_database_migrate_it_once(migrated: TestDatabase) {
        let fresh = migrated.bare();
        for copy in at_once(|seed| start(&fresh.url, seed)) {
            let copy = copy.expect("every copy starts");
            copy.read(|_| Ok::<_, Error>(())).await.expect("every copy reads");
        }
        let tables = Beside::to(&migrated).rows();
        let migrations = |rows: &[(String, i64)]| {
            rows.iter().find(|(table, _)| table == "__diesel_schema_migrations").map(|(_, rows)| *rows)
        };
        let made = Beside::to(&fresh).rows();
        assert_eq!(migrations(&made), migrations(&tables));
        assert_eq!(made.len(), tables.len());
    }

    async fn opening_again_keeps_what_is_there(migrated: TestDatabase) {
        let fresh = migrated.bare();
        let first = start(&fresh.url, 1).expect("it opens");
        first.write(|tx| add(tx, "kept")).await.expect("a write");
        drop(first);
        start(&fresh.url, 2).expect("it opens again");
        assert_eq!(Beside::to(&fresh).lines("SELECT name AS line FROM organisations"), ["kept"]);
    }
}

// Many rounds, since seldom does one of these openings meet another one.
#[test]
fn copies_that_open_a_new_file_at_once_wait_for_one_another() {
    for round in 0..100 {
        let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
        let url = format!("sqlite:{}", folder.path().join("ladder.sqlite3").display());
        let open = |seed| {
            let (clock, random) = (Clock::held(start_of_time()), Random::seeded(seed));
            Db::open_unmigrated(&url, DbOptions::default(), clock, random).map(drop)
        };
        for copy in at_once(open) {
            copy.unwrap_or_else(|error| panic!("round {round}: {error}"));
        }
    }
}

#[test]
fn what_cannot_be_reached_and_what_is_no_database_are_told_apart() {
    for url in ["sqlite:/no/such/folder/ladder.sqlite3", "postgres://postgres@127.0.0.1:1/none"] {
        let answer = start(url, 1).err();
        assert!(matches!(answer, Some(Error::Unavailable(_))), "{url}: {answer:?}");
    }
    for url in ["", "ladder.sqlite3", "sqlite:", "mysql://host/name", "postgres:name"] {
        let answer = start(url, 1).err();
        assert!(matches!(answer, Some(Error::Broken(_))), "{url}: {answer:?}");
    }
}

// Readers of one process would else take turns at one lock around all their page caches.
#[test]
fn sqlite_is_built_without_a_cache_that_all_connections_share() {
    let folder = TempDir::with_prefix("ladder-test-").expect("a temporary folder");
    let file = folder.path().join("ladder.sqlite3");
    let options = Beside::at(&format!("sqlite:{}", file.display()))
        .lines("SELECT compile_options AS line FROM pragma_compile_options");
    assert!(options.iter().any(|option| option == "THREADSAFE=1"), "{options:?}");
    assert!(!options.iter().any(|option| option == "ENABLE_MEMORY_MANAGEMENT"), "{options:?}");
}
