//! The only way to change anything.
//!
//! On PostgreSQL each write is a transaction of its own. On SQLite one thread holds the one writing connection and
//! runs all writes that wait, each in its own savepoint, under a single commit: one disk flush acknowledges many
//! bookings at nine in the morning.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
};

use chrono::{DateTime, Utc};
use diesel::{connection::SimpleConnection, r2d2::Pool};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    any_connection::AnyConnection,
    backend::{self, Target},
    error::{Error, WriteError},
    pool::{Ids, Locking, Manager, Shared, open},
};
use crate::{
    domain::ids::Id,
    ports::{Clock, Random},
};

/// How many waiting writes share one commit at most, so that the first of them is not kept waiting long.
const GROUP: usize = 64;

/// How often a write is run again after a serialization failure or deadlock, or because somebody came in between.
/// Each time means that another write went through, so it ends; calling off a session that is being booked at nine
/// in the morning may meet a good many of them.
const ATTEMPTS: usize = 64;

/// A row whose changes others follow: nobody changes one without saying what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A booking.
    Booking(Uuid),
    /// A session, or its dates and trainers.
    Session(Uuid),
    /// A person.
    Person(Uuid),
    /// Marks or the result of a booking.
    Register(Uuid),
}

/// A change in progress: the connection inside its transaction, and the time and chance the change may use.
pub struct WriteTx<'c> {
    connection: &'c mut AnyConnection,
    now: DateTime<Utc>,
    random: Random,
    locking: Locking,
    savepoints: u32,
    changed: Vec<Row>,
    accounted: Vec<Row>,
    ids: &'c Ids,
    clock: &'c Clock,
}

impl WriteTx<'_> {
    /// The time of this change, the same however often it is asked once the change has its locks.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The source of chance.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.random
    }

    /// A new identifier, made from this change's time; it sorts after those this process made before.
    #[must_use]
    pub fn new_id<T>(&self) -> Id<T> {
        self.ids.next(self.now, &self.random)
    }

    /// The connection, for reads of [`store::read`](crate::store::read) inside the change.
    pub fn conn(&mut self) -> &mut AnyConnection {
        self.connection
    }

    /// Runs `work` in a savepoint: when it fails, the rest of the change goes on. An insert that may meet a
    /// unique index needs one, because PostgreSQL's transaction is dead after an error.
    ///
    /// # Errors
    /// What `work` gives, or a failure of the savepoint itself.
    pub fn savepoint<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.savepoints += 1;
        let name = format!("inner_{}", self.savepoints);
        self.run(&format!("SAVEPOINT {name}"))?;
        let result = work(self);
        match &result {
            Ok(_) => self.run(&format!("RELEASE SAVEPOINT {name}"))?,
            Err(_) => self.run(&format!("ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}"))?,
        }
        result
    }

    /// Notes that a row was changed.
    pub(super) fn changed(&mut self, row: Row) {
        if !self.changed.contains(&row) {
            self.changed.push(row);
        }
    }

    /// Notes that what happened to these rows was said.
    pub fn account_for(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.accounted.extend(rows);
    }

    /// Fails when a row was changed about which nothing was said: what follows from it would not have followed.
    fn all_said(&self) -> Result<(), Error> {
        match self.changed.iter().find(|row| !self.accounted.contains(row)) {
            None => Ok(()),
            Some(row) => Err(Error::Broken(format!("{row:?} was changed, and nothing was said about it"))),
        }
    }

    /// Takes the time anew, after waiting for a lock: what follows happens after what was waited for, and is judged
    /// and dated so.
    pub(super) fn waited(&mut self) {
        self.now = self.now.max(self.clock.now());
    }

    pub(super) fn locks_off(&self) -> bool {
        self.locking == Locking::Off
    }

    fn run(&mut self, statement: &str) -> Result<(), Error> {
        Ok(self.connection.batch_execute(statement)?)
    }
}

/// One write in a transaction of its own, run again while the database asks for it.
pub(super) fn write_on_postgres<T, E, F>(pool: &Pool<Manager>, shared: &Shared, work: &F) -> Result<T, E>
where
    F: Fn(&mut WriteTx<'_>) -> Result<T, E>,
    E: WriteError,
{
    let mut connection = pool.get().map_err(Error::from)?;
    let mut attempt = 1;
    loop {
        let result = transaction(&mut connection, shared, work);
        match result {
            Err(error) if attempt < ATTEMPTS && error.asks_to_run_again() => attempt += 1,
            other => return other,
        }
    }
}

fn transaction<T, E, F>(connection: &mut AnyConnection, shared: &Shared, work: &F) -> Result<T, E>
where
    F: Fn(&mut WriteTx<'_>) -> Result<T, E>,
    E: WriteError,
{
    let locks = shared.options.locking == Locking::On;
    connection.batch_execute(backend::begin_write(connection, locks)).map_err(Error::from)?;
    let result = said(&mut shared.tx(connection), work);
    let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = connection.batch_execute(end).map_err(Error::from);
    // A rollback that fails means a lost connection, which rolls back as well: the work's own answer stands.
    let value = result?;
    ended?;
    Ok(value)
}

/// What `work` gives, if it said what it did.
fn said<T, E, F>(tx: &mut WriteTx<'_>, work: &F) -> Result<T, E>
where
    F: Fn(&mut WriteTx<'_>) -> Result<T, E>,
    E: WriteError,
{
    let value = work(tx)?;
    tx.all_said()?;
    Ok(value)
}

impl Shared {
    fn tx<'c>(&'c self, connection: &'c mut AnyConnection) -> WriteTx<'c> {
        WriteTx {
            connection,
            now: self.clock.now(),
            random: self.random.clone(),
            ids: &self.ids,
            clock: &self.clock,
            locking: self.options.locking,
            savepoints: 0,
            changed: Vec::new(),
            accounted: Vec::new(),
        }
    }
}

/// The thread that does all writing on SQLite, and the line of writes before it.
#[derive(Clone)]
pub(super) struct SqliteWriter {
    line: mpsc::Sender<Box<dyn WaitingWrite>>,
}

/// A write in the line. It keeps its own result until the commit that covers it is known.
trait WaitingWrite: Send {
    /// Runs in its savepoint; false when it is to be rolled back.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool;
    /// Answers the caller: with the result, or with what kept it from being committed.
    fn answer(self: Box<Self>, committed: Result<(), Error>);
}

struct Waiting<T, E, F> {
    work: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> WaitingWrite for Waiting<T, E, F>
where
    F: Fn(&mut WriteTx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: WriteError + Send,
{
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| said(tx, &self.work)));
        let result = outcome.unwrap_or_else(|_| Err(Error::Broken("a write panicked".to_owned()).into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), Error>) {
        let answer = match (self.result, committed) {
            // What was refused changed nothing, so it does not matter whether the others were committed.
            (Some(Err(refusal)), _) => Err(refusal),
            (Some(result), Ok(())) => result,
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Broken("a write was not run".to_owned()).into()),
        };
        // A caller who went away takes no answer; the change stands all the same.
        drop(self.caller.send(answer));
    }
}

impl SqliteWriter {
    pub(super) fn start(target: Target, shared: Arc<Shared>) -> Result<Self, Error> {
        let (line, waiting) = mpsc::channel::<Box<dyn WaitingWrite>>();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || {
                let mut connection = None;
                while let Ok(first) = waiting.recv() {
                    let mut group = vec![first];
                    while group.len() < GROUP
                        && let Ok(next) = waiting.try_recv()
                    {
                        group.push(next);
                    }
                    commit_group(&mut connection, &target, &shared, group);
                }
            })
            .map_err(|e| Error::Unavailable(format!("the writing thread did not start: {e}")))?;
        Ok(Self { line })
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: WriteError + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let waiting = Box::new(Waiting { work, result: None, caller });
        let gone = || Error::Unavailable("the writing thread has ended".to_owned());
        self.line.send(waiting).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// Runs a group of writes under one commit. After a failure the connection is thrown away: the next group opens a
/// fresh one, so that service resumes by itself when the disk or the file is back.
fn commit_group(
    connection: &mut Option<AnyConnection>,
    target: &Target,
    shared: &Shared,
    mut group: Vec<Box<dyn WaitingWrite>>,
) {
    let committed = run_group(connection, target, shared, &mut group);
    if committed.is_err() {
        *connection = None;
    }
    for write in group {
        let copy = committed.as_ref().copied().map_err(|e| Error::Unavailable(e.to_string()));
        write.answer(copy);
    }
}

fn run_group(
    connection: &mut Option<AnyConnection>,
    target: &Target,
    shared: &Shared,
    group: &mut [Box<dyn WaitingWrite>],
) -> Result<(), Error> {
    let connection = match connection {
        Some(open) => open,
        None => connection.insert(
            open(target, shared.options.patience, false).map_err(|e| Error::Unavailable(e.to_string()))?,
        ),
    };
    let locks = shared.options.locking == Locking::On;
    connection.batch_execute(backend::begin_write(connection, locks))?;
    for write in group.iter_mut() {
        connection.batch_execute("SAVEPOINT one_write")?;
        let end = if write.run(&mut shared.tx(connection)) {
            "RELEASE SAVEPOINT one_write"
        } else {
            "ROLLBACK TO SAVEPOINT one_write; RELEASE SAVEPOINT one_write"
        };
        connection.batch_execute(end)?;
    }
    connection.batch_execute("COMMIT")?;
    Ok(())
}
