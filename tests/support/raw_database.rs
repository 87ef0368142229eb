//! A look at the database past the program, and the database taken away from it.

use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection, connection::SimpleConnection, sql_types,
};

use super::database::TestDatabase;

/// A connection beside those of the program under test.
pub enum Beside {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = sql_types::BigInt)]
    number: i64,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = sql_types::Text)]
    line: String,
}

impl Beside {
    /// Connects to the test's database.
    pub fn to(database: &TestDatabase) -> Self {
        Self::at(&database.url)
    }

    /// Connects to the database of a URL.
    pub fn at(url: &str) -> Self {
        let open = match url.strip_prefix("sqlite:") {
            Some(file) => SqliteConnection::establish(file).map(Self::Sqlite),
            None => PgConnection::establish(url).map(Self::Postgres),
        };
        let mut beside = open.unwrap_or_else(|error| panic!("{url}: {error}"));
        if matches!(beside, Self::Sqlite(_)) {
            beside.run("PRAGMA busy_timeout = 10000");
        }
        beside
    }

    /// Runs statements.
    pub fn run(&mut self, sql: &str) {
        let ran = match self {
            Self::Sqlite(connection) => connection.batch_execute(sql),
            Self::Postgres(connection) => connection.batch_execute(sql),
        };
        ran.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// The whole number that a query answers, whatever it calls it.
    pub fn number(&mut self, sql: &str) -> i64 {
        let sql = diesel::sql_query(format!("SELECT CAST(({sql}) AS BIGINT) AS number"));
        let found = match self {
            Self::Sqlite(connection) => sql.get_result::<Number>(connection),
            Self::Postgres(connection) => sql.get_result::<Number>(connection),
        };
        found.expect("a number").number
    }

    /// The texts that a query answers in a column named `line`.
    pub fn lines(&mut self, sql: &str) -> Vec<String> {
        let sql = diesel::sql_query(sql);
        let found = match self {
            Self::Sqlite(connection) => sql.load::<Line>(connection),
            Self::Postgres(connection) => sql.load::<Line>(connection),
        };
        found.expect("lines").into_iter().map(|line| line.line).collect()
    }

    /// How the newest login began, and what was shown beside it. Those of one moment have no order.
    pub fn newest_login(&mut self) -> String {
        let all =
            "SELECT method || ' ' || coalesce(second_factor, 'alone') AS line FROM logins ORDER BY id DESC";
        self.lines(all).into_iter().next().expect("a login")
    }

    /// The ids of a table, oldest first.
    pub fn ids(&mut self, table: &str) -> Vec<String> {
        let written = match self {
            Self::Sqlite(_) => "lower(hex(id))",
            Self::Postgres(_) => "encode(id, 'hex')",
        };
        self.lines(&format!("SELECT {written} AS line FROM {table} ORDER BY id"))
    }

    /// Every column of ours, as `table.column`.
    pub fn columns(&mut self) -> Vec<String> {
        let all = match self {
            Self::Sqlite(_) => {
                "SELECT m.name || '.' || c.name AS line FROM sqlite_master m, pragma_table_info(m.name) c
                     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY 1"
            }
            Self::Postgres(_) => {
                "SELECT table_name || '.' || column_name AS line FROM information_schema.columns
                     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%' ORDER BY 1"
            }
        };
        self.lines(all)
    }

    /// How many rows every table of ours holds.
    pub fn rows(&mut self) -> Vec<(String, i64)> {
        let tables = match self {
            Self::Sqlite(_) => {
                "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1"
            }
            Self::Postgres(_) => {
                "SELECT relname::text AS line FROM pg_class WHERE relkind = 'r'
                     AND relnamespace = 'public'::regnamespace ORDER BY 1"
            }
        };
        let tables = self.lines(tables);
        tables
            .into_iter()
            .map(|table| {
                let rows = self.number(&format!("SELECT count(*) FROM {table}"));
                (table, rows)
            })
            .collect()
    }
}

/// The database out of reach while this lives: a server that takes no connections and has ended those it had, or a
/// file that another program holds for writing.
pub struct Outage(Option<(Beside, String)>);

impl Outage {
    /// Begins now.
    pub fn of(database: &TestDatabase) -> Self {
        if let Some((admin, name)) = database.on_server() {
            let mut server = Beside::at(admin);
            server.run(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
            server.run(&format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            ));
            Self(Some((server, format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))))
        } else {
            let mut other = Beside::to(database);
            other.run("BEGIN EXCLUSIVE");
            Self(Some((other, "ROLLBACK".to_owned())))
        }
    }
}

impl Drop for Outage {
    fn drop(&mut self) {
        if let Some((mut beside, end)) = self.0.take() {
            beside.run(&end);
        }
    }
}
