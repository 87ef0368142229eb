//! The handles to read and write through.

use std::sync::{Arc, atomic::AtomicUsize};

use diesel::{connection::SimpleConnection, r2d2::Pool};
use tokio::sync::watch;

use super::{
    any_connection::AnyConnection,
    as_of::Changes,
    backend::{self, Kind, Target},
    error::{Error, WriteError},
    outcome::Outcome,
    pool::{DbOptions, Ids, Manager, Shared, begun, end, open, open_at},
    statements::Statements,
    write_tx::{SqliteWriter, Work, WriteTx, write_on_postgres},
};
use crate::ports::{Clock, Random};

/// The database: opens it, migrates it, reads it and changes it.
#[derive(Clone)]
pub struct Db {
    reads: ReadDb,
    writer: Writer,
    shared: Arc<Shared>,
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
    statements: Arc<Statements>,
    known: Arc<Changes>,
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
        target.make_private();
        // The first connection is made here, because a pool would hide why it failed; it may make a new file.
        drop(
            open_at(target.address(), target.kind(), options.patience, false)
                .map_err(|e| Error::Unavailable(e.to_string()))?,
        );
        let (patience, connections) = (options.patience, options.connections);
        let statements = Arc::new(Statements::default());
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
                .test_on_check_out(false)
                .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
                .build_unchecked(manager)
        };
        let asked = target.clone();
        let opening = move || open(&asked, patience, true).map_err(|why| Error::Unavailable(why.to_string()));
        let known = Arc::new(Changes::of(Box::new(opening), options.others_within));
        let reads = ReadDb {
            pool: pool(manager(target.kind() == Kind::Sqlite)),
            statements: Arc::clone(&statements),
            known: Arc::clone(&known),
        };
        let shared = Arc::new(Shared {
            clock,
            random,
            options,
            ids: Ids::default(),
            target: target.clone(),
            waiting: AtomicUsize::new(0),
            changes: watch::Sender::new(()),
            known,
            statements,
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
    pub fn read<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.reads.run(work)
    }

    /// The only way to change anything: runs `work` in one transaction; `Ok` commits, `Err` rolls back.
    ///
    /// `work` may run again after a serialization failure and must do nothing but database work.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Unavailable`] when the database is away or too many writes wait.
    pub fn write<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: Fn(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: WriteError + Send + 'static,
    {
        let work: Work = Box::new(move |tx| Outcome::of(work(tx)));
        let outcome = self.clone().write_any(work);
        async { outcome.await?.into_result() }
    }

    async fn write_any(self, work: Work) -> Result<Outcome, Error> {
        let _place = self.shared.take_place_in_line()?;
        let outcome = match &self.writer {
            Writer::Sqlite(writer) => writer.write(work).await?,
            Writer::Postgres(pool) => {
                let (pool, shared) = (pool.clone(), Arc::clone(&self.shared));
                let write = move || {
                    let outcome = write_on_postgres(&pool, &shared, &work);
                    // A connection that is lost over a commit does not tell what became of it.
                    if outcome.as_ref().is_ok_and(Outcome::may_be_seen) || outcome.is_err() {
                        shared.known.happened();
                    }
                    outcome
                };
                blocking(Box::new(write)).await?
            }
        };
        if outcome.keeps() {
            self.shared.changes.send_replace(());
        }
        Ok(outcome)
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
        self.statements.run()
    }

    /// From now on the text of every statement is kept, each once; for whoever looks at how they are carried out.
    pub fn keep_statements(&self) {
        self.statements.keep();
    }

    /// The statements since [`ReadDb::keep_statements`], without what was bound to them.
    #[must_use]
    pub fn statements_kept(&self) -> Vec<String> {
        self.statements.kept()
    }

    /// A number that names the data as they stand now: every change this copy has answered is in it, and those that others committed
    /// within [`DbOptions::others_within`]. What is read after it was asked for stands while it is still the answer.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn as_of(&self) -> Result<u64, Error> {
        self.known.as_of().await
    }

    /// Runs one question, for which no transaction is opened. It is asked again on another connection when it turns out
    /// that the server has left this one.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Unavailable`] when the database is away.
    pub fn once<T, F>(&self, work: F) -> impl Future<Output = Result<T, Error>> + Send + use<T, F>
    where
        F: Fn(&mut AnyConnection) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let pool = self.pool.clone();
        let work = Box::new(move |connection: &mut AnyConnection| Outcome::of(work(connection)));
        let outcome = blocking(Box::new(move || once(&pool, work)));
        async { outcome.await?.into_result() }
    }

    /// Runs queries that all see the database at one moment.
    ///
    /// # Errors
    /// What `work` gives; [`Error::Unavailable`] when the database is away.
    pub fn run<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send + use<T, E, F>
    where
        F: FnOnce(&mut AnyConnection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.pool.clone();
        let work = Box::new(move |connection: &mut AnyConnection| Outcome::read(work(connection)));
        let outcome = blocking(Box::new(move || read(&pool, work)));
        async { outcome.await?.into_result() }
    }
}

fn read(
    pool: &Pool<Manager>,
    work: Box<dyn FnOnce(&mut AnyConnection) -> Outcome + Send>,
) -> Result<Outcome, Error> {
    let mut connection = begun(pool, backend::begin_read)?;
    let outcome = work(&mut connection);
    let ended = end(&mut connection, "COMMIT");
    if outcome.keeps() {
        ended?;
    }
    Ok(outcome)
}

fn once(
    pool: &Pool<Manager>,
    work: Box<dyn Fn(&mut AnyConnection) -> Outcome + Send>,
) -> Result<Outcome, Error> {
    let mut left = pool.max_size();
    loop {
        let mut connection = pool.get()?;
        let outcome = work(&mut connection);
        if outcome.keeps() || left == 0 || connection.batch_execute("SELECT 1").is_ok() {
            return Ok(outcome);
        }
        connection.give_up();
        left -= 1;
    }
}

/// Runs blocking database work off the threads that serve requests.
async fn blocking(work: Box<dyn FnOnce() -> Result<Outcome, Error> + Send>) -> Result<Outcome, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(panic) => Err(Error::Broken(format!("database work did not finish: {panic}"))),
    }
}
