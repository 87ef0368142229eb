//! The one connection type that serves both databases.

use diesel::{PgConnection, SqliteConnection};

/// A connection to either database; every query is written once against it.
#[expect(missing_docs, reason = "the derive makes items that cannot carry documentation")]
mod any {
    use super::{PgConnection, SqliteConnection};

    #[derive(diesel::MultiConnection)]
    pub enum AnyConnection {
        Sqlite(SqliteConnection),
        Postgres(PgConnection),
    }
}
pub use any::AnyConnection;
