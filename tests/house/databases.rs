//! The ground of every database test: fresh, migrated, its own, and gone afterwards.

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};

use crate::support::database::{TestDatabase, both_databases};

/// Runs SQL on whichever backend the test stands on.
fn run(database: &TestDatabase, sql: &str) -> Result<(), String> {
    run_at(&database.url, sql)
}

fn run_at(url: &str, sql: &str) -> Result<(), String> {
    if let Some(file) = url.strip_prefix("sqlite:") {
        let mut connection = SqliteConnection::establish(file).map_err(|error| error.to_string())?;
        connection.batch_execute(sql).map_err(|error| error.to_string())
    } else {
        let mut connection = PgConnection::establish(url).map_err(|error| error.to_string())?;
        connection.batch_execute(sql).map_err(|error| error.to_string())
    }
}

both_databases! {
    async fn a_test_database_is_migrated(database: TestDatabase) {
        run(&database, "SELECT version FROM __diesel_schema_migrations").expect("the migrations have run");
    }

    async fn a_test_database_is_its_own(database: TestDatabase) {
        let other = if database.is_postgres() { TestDatabase::postgres() } else { TestDatabase::sqlite() };
        run(&database, "CREATE TABLE only_here (id INTEGER)").expect("a table");
        run(&database, "SELECT id FROM only_here").expect("it is here");
        run(&other, "SELECT id FROM only_here").expect_err("it is not there");
    }

    async fn a_test_database_is_gone_afterwards(database: TestDatabase) {
        let url = database.url.clone();
        run(&database, "SELECT 1").expect("it is there");
        drop(database);
        let file = url.strip_prefix("sqlite:").map(str::to_owned);
        match file {
            Some(file) => assert!(!std::path::Path::new(&file).exists(), "{file} is still there"),
            None => drop(run_at(&url, "SELECT 1").expect_err("it is gone")),
        }
    }
}
