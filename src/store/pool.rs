//! Connections: how they are opened and kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::{InstrumentationEvent, SimpleConnection},
    r2d2::{ManageConnection, Pool, PooledConnection},
    result::ConnectionError,
};
use tokio::sync::watch;

use super::{
    any_connection::{AnyConnection, EitherConnection},
    as_of::Changes,
    backend::{self, Kind, Target},
    error::Error,
    statements::Statements,
};
use crate::{
    domain::ids::Id,
    ports::{Clock, Random},
};

/// Whether writes take their locks. Race tests switch them off to show that the races they look for are real.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locking {
    /// As in production.
    #[default]
    On,
    /// For the control of a race test alone: no rows touched first, deferred transactions on SQLite.
    Off,
}

/// How a database is opened.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// Connections kept for reading; on PostgreSQL for writing too.
    pub connections: u32,
    /// Writes that may wait before further ones are told that the database is unavailable.
    pub waiting_writes: usize,
    /// How long a statement waits for a lock, and a caller for a connection.
    pub patience: Duration,
    /// How long what others changed may stay unnoticed by [`ReadDb::as_of`](super::ReadDb::as_of).
    pub others_within: Duration,
    /// See [`Locking`].
    pub locking: Locking,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self {
            connections: 8,
            waiting_writes: 256,
            patience: Duration::from_secs(10),
            others_within: Duration::from_secs(1),
            locking: Locking::On,
        }
    }
}

/// What every write needs besides a connection.
pub(super) struct Shared {
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) options: DbOptions,
    pub(super) ids: Ids,
    pub(super) target: Target,
    pub(super) waiting: AtomicUsize,
    pub(super) changes: watch::Sender<()>,
    pub(super) known: Arc<Changes>,
    pub(super) statements: Arc<Statements>,
}

impl Shared {
    /// Takes a place in the line of waiting writes.
    pub(super) fn take_place_in_line(&self) -> Result<Place<'_>, Error> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Place(&self.waiting);
        if before >= self.options.waiting_writes {
            return Err(Error::Unavailable(format!("{before} writes are waiting already")));
        }
        Ok(place)
    }
}

/// A place in the line of waiting writes, given back when dropped.
pub(super) struct Place<'s>(&'s AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Opens exactly the variant the URL names.
pub(super) struct Manager {
    pub(super) target: Target,
    pub(super) patience: Duration,
    pub(super) read_only: bool,
    pub(super) statements: Arc<Statements>,
}

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        let mut connection = open(&self.target, self.patience, self.read_only)
            .map_err(diesel::r2d2::Error::ConnectionError)?;
        count_statements(&mut connection, &self.statements);
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Self::Error> {
        connection.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut AnyConnection) -> bool {
        // A closure that panicked may have left its transaction open.
        connection.is_gone() || std::thread::panicking()
    }
}

/// Adds every statement of a connection to a count.
pub(super) fn count_statements(connection: &mut AnyConnection, statements: &Arc<Statements>) {
    let statements = Arc::clone(statements);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| statements.hear(&event));
}

/// A connection of the pool in a transaction that was just begun. Beginning it shows whether the server at the other end
/// is still there, which nothing else has to be asked for: connections that ended while they lay idle are let go of.
pub(super) fn begun(
    pool: &Pool<Manager>,
    begin: impl Fn(&AnyConnection) -> &'static str,
) -> Result<PooledConnection<Manager>, Error> {
    let mut left = pool.max_size();
    loop {
        let mut connection = pool.get()?;
        let statement = begin(&connection);
        match connection.batch_execute(statement) {
            Ok(()) => return Ok(connection),
            Err(error) => {
                connection.give_up();
                if left == 0 {
                    return Err(error.into());
                }
                left -= 1;
            }
        }
    }
}

/// Ends a transaction; a connection on which that fails is let go of, which ends it as well.
pub(super) fn end(connection: &mut AnyConnection, statement: &str) -> Result<(), Error> {
    let ended = connection.batch_execute(statement);
    if ended.is_err() {
        connection.give_up();
    }
    Ok(ended?)
}

/// Opens one connection with the settings this program relies on. A file must be there: one that was moved away while
/// the program runs is not to be replaced by an empty one.
pub(super) fn open(
    target: &Target,
    patience: Duration,
    read_only: bool,
) -> Result<AnyConnection, ConnectionError> {
    open_at(&target.existing(), target.kind(), patience, read_only)
}

pub(super) fn open_at(
    address: &str,
    kind: Kind,
    patience: Duration,
    read_only: bool,
) -> Result<AnyConnection, ConnectionError> {
    let connection = match kind {
        Kind::Sqlite => EitherConnection::Sqlite(SqliteConnection::establish(address)?),
        Kind::Postgres => EitherConnection::Postgres(PgConnection::establish(address)?),
    };
    let mut connection = AnyConnection::new(connection);
    backend::prepare(&mut connection, patience, read_only)
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

/// Makes identifiers that sort in the order they were made, within a millisecond too: the twelve bits behind the
/// time count up (RFC 9562 §6.2, method 1), so what one change writes keeps its order.
#[derive(Default)]
pub(super) struct Ids(AtomicU64);

impl Ids {
    pub(super) fn next<T>(&self, now: DateTime<Utc>, random: &Random) -> Id<T> {
        let earliest = u64::try_from(now.timestamp_millis()).unwrap_or(0) << 12;
        let step = |last: u64| Some(earliest.max(last + 1));
        let last = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or_default();
        let this = earliest.max(last + 1);
        let mut bytes = random.bytes::<10>();
        let counter = (this & 0xFFF) as u16;
        bytes[..2].copy_from_slice(&counter.to_be_bytes());
        Id::from_parts(this >> 12, &bytes)
    }
}
