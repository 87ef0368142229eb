//! The one connection type that serves both databases, and the handles to read and write through it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::{InstrumentationEvent, SimpleConnection},
    r2d2::{ManageConnection, Pool},
    result::ConnectionError,
};

use super::{
    backend::{self, Kind, Target},
    error::{Error, WriteError},
    write_tx::{Ids, SqliteWriter, WriteTx, write_on_postgres},
};
use crate::ports::{Clock, Random};
use tokio::sync::watch;

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
    /// See [`Locking`].
    pub locking: Locking,
}

impl Default for DbOptions {
    fn default() -> Self {
        Self { connections: 8, waiting_writes: 256, patience: Duration::from_secs(10), locking: Locking::On }
    }
}

/// The database: opens it, migrates it, reads it and changes it.
#[derive(Clone)]
pub struct Db {
    reads: ReadDb,
    writer: Writer,
    shared: Arc<Shared>,
}

/// What every write needs besides a connection.
pub(super) struct Shared {
    pub(super) clock: Clock,
    pub(super) random: Random,
    pub(super) options: DbOptions,
    pub(super) ids: Ids,
    target: Target,
    waiting: AtomicUsize,
    changes: watch::Sender<()>,
}

#[derive(Clone)]
enum Writer {
    Sqlite(SqliteWriter),
    Postgres(Pool<Manager>),
}

/// The database for those who may only read it.
#[derive(Clone)]
pub struct ReadDb {
    pool: Pool<Manager>,
    statements: Arc<AtomicU64>,
}

/// Opens exactly the variant the URL names.
pub(super) struct Manager {
    target: Target,
    patience: Duration,
    read_only: bool,
    statements: Arc<AtomicU64>,
}

impl ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<AnyConnection, Self::Error> {
        let mut connection = open(&self.target, self.patience, self.read_only)
            .map_err(diesel::r2d2::Error::ConnectionError)?;
        let statements = Arc::clone(&self.statements);
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                statements.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(connection)
    }

    fn is_valid(&self, connection: &mut AnyConnection) -> Result<(), Self::Error> {
        connection.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, _: &mut AnyConnection) -> bool {
        // A closure that panicked may have left its transaction open.
        std::thread::panicking()
    }
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

fn open_at(
    address: &str,
    kind: Kind,
    patience: Duration,
    read_only: bool,
) -> Result<AnyConnection, ConnectionError> {
    let mut connection = match kind {
        Kind::Sqlite => AnyConnection::Sqlite(SqliteConnection::establish(address)?),
        Kind::Postgres => AnyConnection::Postgres(PgConnection::establish(address)?),
    };
    backend::prepare(&mut connection, patience, read_only)
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(connection)
}

impl Db {
    /// Opens the database a URL names (`sqlite:PATH`, `postgres://…` or `postgresql://…`) and brings its tables
    /// up to date; safe when several copies start at once.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be reached, [`Error::Broken`] when the URL or a migration is wrong.
    pub fn open(url: &str, options: DbOptions, clock: Clock, random: Random) -> Result<Self, Error> {
        let db = Self::open_unmigrated(url, options, clock, random)?;
        db.migrate()?;
        Ok(db)
    }

    /// Opens the database as it is.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_unmigrated(
        url: &str,
        options: DbOptions,
        clock: Clock,
        random: Random,
    ) -> Result<Self, Error> {
        let target = Target::parse(url)?;
        // The first connection is made here, because a pool would hide why it failed; it may make a new file.
        drop(
            open_at(target.address(), target.kind(), options.patience, false)
                .map_err(|e| Error::Unavailable(e.to_string()))?,
        );
        let (patience, connections) = (options.patience, options.connections);
        let statements = Arc::new(AtomicU64::new(0));
        let manager = |read_only| Manager {
            target: target.clone(),
            patience,
            read_only,
            statements: Arc::clone(&statements),
        };
        let pool = |manager| {
            Pool::builder()
                .max_size(connections)
                .min_idle(Some(1))
                .connection_timeout(patience)
                .test_on_check_out(target.kind() == Kind::Postgres)
                .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
                .build_unchecked(manager)
        };
        let reads = ReadDb {
            pool: pool(manager(target.kind() == Kind::Sqlite)),
            statements: Arc::clone(&statements),
        };
        let shared = Arc::new(Shared {
            clock,
            random,
            options,
            ids: Ids::default(),
            target: target.clone(),
            waiting: AtomicUsize::new(0),
            changes: watch::Sender::new(()),
        });
        let writer = match target.kind() {
            Kind::Sqlite => Writer::Sqlite(SqliteWriter::start(target.clone(), Arc::clone(&shared))?),
            Kind::Postgres => Writer::Postgres(reads.pool.clone()),
        };
        Ok(Self { reads, writer, shared })
    }

    /// Runs the migrations that are missing.
    ///
    /// # Errors
    /// [`Error::Broken`] when one fails; nothing of it stays.
    pub fn migrate(&self) -> Result<(), Error> {
        let mut connection = self.own_connection()?;
        backend::migrate(&mut connection)
    }

    /// Copies the whole database to `path` while it is in use (SQLite alone; PostgreSQL has `pg_dump`).
    ///
    /// # Errors
    /// [`Error::Broken`] on PostgreSQL, or when the copy cannot be written.
    pub fn backup_to(&self, path: &str) -> Result<(), Error> {
        let mut connection = self.own_connection()?;
        backend::backup(&mut connection, path)
    }

    fn own_connection(&self) -> Result<AnyConnection, Error> {
        open(&self.shared.target, self.shared.options.patience, false)
            .map_err(|e| Error::Unavailable(e.to_string()))
    }

    /// The handle for those who may only read.
    #[must_use]
    pub fn reads(&self) -> ReadDb {
        self.reads.clone()
    }

    /// The clock whose time every write sees.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Reads, as [`ReadDb::run`].
    ///
    /// # Errors
    /// What `work` gives, or [`Error::Unavailable`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.reads.run(work).await
    }

    /// The only way to change anything: runs `work` in one transaction; `Ok` commits, `Err` rolls back.
    ///
    /// `work` may run again after a serialization failure and must do nothing but database work.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Unavailable`] when the database is away or too many writes wait.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: WriteError + Send + 'static,
    {
        let _place = self.shared.take_place_in_line()?;
        let result = match &self.writer {
            Writer::Sqlite(writer) => writer.write(work).await,
            Writer::Postgres(pool) => {
                let (pool, shared) = (pool.clone(), Arc::clone(&self.shared));
                blocking(move || write_on_postgres(&pool, &shared, &work)).await
            }
        };
        if result.is_ok() {
            self.shared.changes.send_replace(());
        }
        result
    }

    /// Tells of every change this process has committed: the jobs that look for its consequences wait here.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<()> {
        self.shared.changes.subscribe()
    }
}

impl ReadDb {
    /// How many statements this handle's connections have run since the database was opened; what shows that a list
    /// costs the same however long it is.
    #[must_use]
    pub fn statements_run(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs queries that all see the database at one moment.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Unavailable`] when the database is away.
    pub async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.pool.clone();
        blocking(move || {
            let mut connection = pool.get().map_err(Error::from)?;
            connection.batch_execute(backend::begin_read(&connection)).map_err(Error::from)?;
            let result = work(&mut connection);
            let ended = connection.batch_execute("COMMIT");
            let value = result?;
            ended.map_err(Error::from)?;
            Ok(value)
        })
        .await
    }
}

/// Runs blocking database work off the threads that serve requests.
async fn blocking<T, E, F>(work: F) -> Result<T, E>
where
    F: FnOnce() -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => Err(E::from(Error::Broken(format!("database work did not finish: {panic}")))),
    }
}

/// A place in the line of waiting writes, given back when dropped.
struct Place<'s>(&'s AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Shared {
    fn take_place_in_line(&self) -> Result<Place<'_>, Error> {
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Place(&self.waiting);
        if before >= self.options.waiting_writes {
            return Err(Error::Unavailable(format!("{before} writes are waiting already")));
        }
        Ok(place)
    }
}
