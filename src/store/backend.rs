//! Every place where SQLite and PostgreSQL differ.

use std::time::{Duration, Instant};

use diesel::{
    Connection, QueryResult, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{Array, BigInt, Binary, Nullable, Text},
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    any_connection::{AnyConnection, EitherConnection},
    error::Error,
};

const SQLITE_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES_MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// An arbitrary number that all copies share, so that only one of them migrates at a time.
const MIGRATION_LOCK: i64 = 0x0074_7261_696e;

/// Which database a URL means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An embedded file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A database URL taken apart.
#[derive(Clone)]
pub struct Target {
    kind: Kind,
    address: String,
}

impl Target {
    /// Takes `sqlite:PATH`, `postgres://…` or `postgresql://…`, and refuses all else.
    ///
    /// # Errors
    /// [`Error::Broken`] saying what would be right.
    pub fn parse(url: &str) -> Result<Self, Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => {
                // `sqlite:///abs` and `sqlite://rel` are met in the wild beside the plain form.
                let path = path.strip_prefix("//").unwrap_or(path);
                Ok(Self { kind: Kind::Sqlite, address: path.to_owned() })
            }
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
                Ok(Self { kind: Kind::Postgres, address: url.to_owned() })
            }
            _ => Err(Error::Broken(
                "a database URL is sqlite:PATH, postgres://USER@HOST/NAME or postgresql://…".to_owned(),
            )),
        }
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Makes the file of a new database so that nobody else reads it; SQLite gives those beside it the same mode. Where
    /// it cannot be made, opening it says why.
    pub(super) fn make_private(&self) {
        if self.kind == Kind::Sqlite && !self.address.starts_with("file:") && !self.address.starts_with(':') {
            private_file(&self.address);
        }
    }

    /// As [`Target::address`], but a file that is not there is an error instead of a new one.
    pub(super) fn existing(&self) -> String {
        match self.kind {
            Kind::Sqlite if !self.address.starts_with("file:") && !self.address.starts_with(':') => {
                let path = self.address.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
                format!("file:{path}?mode=rw")
            }
            Kind::Sqlite | Kind::Postgres => self.address.clone(),
        }
    }

    /// A path for SQLite, the URL for PostgreSQL.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// Makes a file that its owner alone reads, unless it is there.
fn private_file(path: &str) {
    let mut private = std::fs::File::options();
    private.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut private, 0o600);
    drop(private.open(path));
}

/// Sets up a fresh connection. On SQLite an acknowledged write survives a power cut (`synchronous=FULL` with WAL),
/// and what is deleted is overwritten (`secure_delete`).
pub(super) fn prepare(
    connection: &mut AnyConnection,
    patience: Duration,
    read_only: bool,
) -> QueryResult<()> {
    let millis = patience.as_millis();
    let settings = match connection.either() {
        EitherConnection::Sqlite(_) => {
            connection.batch_execute(&format!("PRAGMA busy_timeout = {millis};"))?;
            write_ahead(connection, patience)?;
            format!(
                "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
                 PRAGMA temp_store = MEMORY; PRAGMA query_only = {};",
                if read_only { "ON" } else { "OFF" }
            )
        }
        EitherConnection::Postgres(_) => format!(
            "SET TIME ZONE 'UTC'; SET lock_timeout = {millis}; SET statement_timeout = {}; \
             SET client_min_messages = warning; SET application_name = 'training-ladder';",
            millis * 3
        ),
    };
    connection.batch_execute(&settings)
}

/// Has SQLite keep a log of what is written ahead. Whoever turns that on needs the file alone for a moment, and meets
/// "database is locked" at once, whatever the busy timeout, when another connection reads the first page meanwhile
/// (SQLite 3.53): so copies that start together on a new file try until it is done.
fn write_ahead(connection: &mut AnyConnection, patience: Duration) -> QueryResult<()> {
    let asked = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL;") {
            Err(error) if is_locked(&error) && asked.elapsed() < patience => {
                std::thread::sleep(Duration::from_millis(5));
            }
            outcome => return outcome,
        }
    }
}

fn is_locked(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, why) if why.message().contains("database is locked"))
}

/// Runs the missing migrations in one transaction that other copies wait for.
pub(super) fn migrate(connection: &mut AnyConnection) -> Result<(), Error> {
    let outcome = match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => sqlite.immediate_transaction(|c| run(c, SQLITE_MIGRATIONS)),
        EitherConnection::Postgres(postgres) => postgres.transaction(|c| {
            sql_query(format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")).execute(c)?;
            run(c, POSTGRES_MIGRATIONS)
        }),
    };
    outcome.map_err(|MigrationFailed(why)| Error::Broken(format!("a migration failed: {why}")))
}

struct MigrationFailed(String);

impl From<diesel::result::Error> for MigrationFailed {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

fn run<C, DB>(connection: &mut C, migrations: EmbeddedMigrations) -> Result<(), MigrationFailed>
where
    C: MigrationHarness<DB>,
    DB: diesel::backend::Backend,
{
    connection.run_pending_migrations(migrations).map(drop).map_err(|e| MigrationFailed(e.to_string()))
}

/// How a write begins. SQLite takes its one write lock at once, because upgrading later ignores the busy timeout.
pub(super) fn begin_write(connection: &AnyConnection, locks: bool) -> &'static str {
    match connection.either() {
        EitherConnection::Sqlite(_) if locks => "BEGIN IMMEDIATE",
        EitherConnection::Sqlite(_) => "BEGIN DEFERRED",
        EitherConnection::Postgres(_) => "BEGIN ISOLATION LEVEL READ COMMITTED",
    }
}

/// Before many rows are written. PostgreSQL looks rows that others refer to up by plans it keeps; those it made while the
/// tables were empty read them whole.
pub(super) fn before_many_rows(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection.either_mut() {
        EitherConnection::Sqlite(_) => Ok(()),
        EitherConnection::Postgres(postgres) => {
            postgres.batch_execute("DISCARD PLANS; SET LOCAL enable_seqscan = off;")
        }
    }
}

/// Another number: mails are taken for sending by one copy at a time, until its write ends.
const MAIL_CLAIMS: i64 = 0x006d_6169_6c73;

/// Waits until no other copy takes mails. SQLite has one writer anyway.
pub(super) fn one_claim_at_a_time(connection: &mut AnyConnection) -> QueryResult<()> {
    match connection.either_mut() {
        EitherConnection::Sqlite(_) => Ok(()),
        EitherConnection::Postgres(postgres) => {
            sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(MAIL_CLAIMS).execute(postgres)?;
            Ok(())
        }
    }
}

/// Bytes as they are written in a statement.
pub(super) fn bytes_literal(connection: &AnyConnection, bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let digits: String = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    match connection.either() {
        EitherConnection::Sqlite(_) => format!("X'{digits}'"),
        EitherConnection::Postgres(_) => format!("'\\x{digits}'"),
    }
}

/// Which database a connection leads to.
pub(super) fn kind_of(connection: &AnyConnection) -> Kind {
    match connection.either() {
        EitherConnection::Sqlite(_) => Kind::Sqlite,
        EitherConnection::Postgres(_) => Kind::Postgres,
    }
}

/// Adds rows of one table in one statement, which diesel does not do through the connection that serves both databases.
macro_rules! insert_all {
    ($connection:expr, $table:expr, $rows:expr) => {
        match $crate::store::any_connection::AnyConnection::either_mut($connection) {
            $crate::store::any_connection::EitherConnection::Sqlite(sqlite) => {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values($rows), sqlite)
            }
            $crate::store::any_connection::EitherConnection::Postgres(postgres) => {
                diesel::RunQueryDsl::execute(diesel::insert_into($table).values($rows), postgres)
            }
        }
    };
}
pub(super) use insert_all;

/// Takes hold of rows in the order of their ids, where others may take hold of some of them at the same moment: SQLite has
/// one writer, and PostgreSQL's `UPDATE` of several rows keeps to no order.
pub(super) fn hold_in_order(connection: &mut AnyConnection, table: &str, ids: &[&[u8]]) -> QueryResult<()> {
    match connection.either_mut() {
        EitherConnection::Sqlite(_) => Ok(()),
        EitherConnection::Postgres(postgres) => {
            let rows = format!("SELECT id FROM {table} WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE");
            sql_query(rows).bind::<Array<Binary>, _>(ids).execute(postgres).map(drop)
        }
    }
}

/// How a read begins: all its queries see one moment.
pub(super) fn begin_read(connection: &AnyConnection) -> &'static str {
    match connection.either() {
        EitherConnection::Sqlite(_) => "BEGIN DEFERRED",
        EitherConnection::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    }
}

#[derive(QueryableByName)]
struct DataVersion {
    #[diesel(sql_type = BigInt)]
    data_version: i64,
}

/// Words that are others as soon as somebody else has changed anything: how often others have committed, on SQLite, where
/// each connection has its own count; on PostgreSQL which changes a query would see, in whichever connection.
pub(super) fn state_of_data(connection: &mut AnyConnection) -> QueryResult<String> {
    match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => {
            let found: DataVersion = sql_query("PRAGMA data_version").get_result(sqlite)?;
            Ok(found.data_version.to_string())
        }
        EitherConnection::Postgres(postgres) => {
            let found: Line = sql_query("SELECT pg_current_snapshot()::text AS line").get_result(postgres)?;
            Ok(found.line)
        }
    }
}

/// Copies the database into a new file, consistent while others write.
pub(super) fn backup(connection: &mut AnyConnection, path: &str) -> Result<(), Error> {
    match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => {
            // It is written into a file that is there and empty.
            private_file(path);
            sql_query("VACUUM INTO $1").bind::<Text, _>(path).execute(sqlite)?;
            Ok(())
        }
        EitherConnection::Postgres(_) => Err(Error::Broken(
            "a PostgreSQL database is backed up with pg_dump, which keeps it consistent while in use"
                .to_owned(),
        )),
    }
}

/// A column of a row that is handed on as JSON.
pub(super) struct JsonColumn {
    /// What it is called there.
    pub(super) key: &'static str,
    /// The expression that gives it.
    pub(super) expression: String,
    /// It gives bytes, which become hexadecimal digits.
    pub(super) bytes: bool,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Binary)]
    place: Vec<u8>,
    #[diesel(sql_type = Text)]
    line: String,
}

/// Rows as JSON texts: what `from_where`, in which `$1` is bound to these bytes, finds.
pub(super) fn json_rows(
    connection: &mut AnyConnection,
    columns: &[JsonColumn],
    from_where: &str,
    bound: &[u8],
) -> QueryResult<Vec<String>> {
    let sql = |object: &str, end: &str, hexadecimal: &dyn Fn(&str) -> String| {
        let pairs = columns.iter().map(|column| {
            let value =
                if column.bytes { hexadecimal(&column.expression) } else { column.expression.clone() };
            format!("'{}', {value}", column.key)
        });
        let pairs = pairs.collect::<Vec<_>>().join(", ");
        sql_query(format!("SELECT {object}({pairs}){end} AS line {from_where}")).bind::<Binary, _>(bound)
    };
    let lines: Vec<Line> = match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => {
            sql("json_object", "", &|value| format!("lower(hex({value}))")).load(sqlite)?
        }
        EitherConnection::Postgres(postgres) => {
            sql("json_build_object", "::text", &|value| format!("encode({value}, 'hex')")).load(postgres)?
        }
    };
    Ok(lines.into_iter().map(|found| found.line).collect())
}

/// Texts of a column that are like a pattern in small letters, each with the key of its row.
pub(super) fn texts_like(
    connection: &mut AnyConnection,
    (table, key, column): (&str, &str, &str),
    pattern: &str,
) -> QueryResult<Vec<(Vec<u8>, String)>> {
    let sql = sql_query(format!(
        "SELECT {key} AS place, {column} AS line FROM {table} WHERE lower({column}) LIKE $1"
    ))
    .bind::<Text, _>(pattern);
    let found: Vec<Place> = match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => sql.load(sqlite)?,
        EitherConnection::Postgres(postgres) => sql.load(postgres)?,
    };
    Ok(found.into_iter().map(|found| (found.place, found.line)).collect())
}

/// Sets a column of the row with this key; null when there is no text.
pub(super) fn set_text(
    connection: &mut AnyConnection,
    (table, key, column): (&str, &str, &str),
    place: &[u8],
    text: Option<&str>,
) -> QueryResult<()> {
    let sql = sql_query(format!("UPDATE {table} SET {column} = $1 WHERE {key} = $2"))
        .bind::<Nullable<Text>, _>(text)
        .bind::<Binary, _>(place);
    match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => sql.execute(sqlite)?,
        EitherConnection::Postgres(postgres) => sql.execute(postgres)?,
    };
    Ok(())
}

/// Deletes the rows of which a column is like a pattern in small letters.
pub(super) fn delete_like(
    connection: &mut AnyConnection,
    (table, column): (&str, &str),
    pattern: &str,
) -> QueryResult<()> {
    let sql =
        sql_query(format!("DELETE FROM {table} WHERE lower({column}) LIKE $1")).bind::<Text, _>(pattern);
    match connection.either_mut() {
        EitherConnection::Sqlite(sqlite) => sql.execute(sqlite)?,
        EitherConnection::Postgres(postgres) => sql.execute(postgres)?,
    };
    Ok(())
}
