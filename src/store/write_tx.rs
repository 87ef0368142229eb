//! The only way to change anything.
//!
//! On PostgreSQL each write is a transaction of its own. On SQLite one thread holds the one writing connection and
//! runs all writes that wait, each in its own savepoint, under a single commit: one disk flush acknowledges many
//! bookings at nine in the morning.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, mpsc},
};

use chrono::{DateTime, Utc};
use diesel::{RunQueryDsl, connection::SimpleConnection, r2d2::Pool};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    any_connection::AnyConnection,
    backend::{self, Target},
    error::{Error, WriteError},
    outcome::Outcome,
    pool::{Ids, Locking, Manager, Shared, begun, count_statements, end, open},
    prepared::Statement,
    together::{Gathered, Together},
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
    origin: Option<String>,
    unseen: bool,
    /// Rows that wait to be written with others of their kind, where the change said that they may.
    gathered: Option<Gathered>,
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
        // What waits belongs to the change around it, and what is written inside may be taken back.
        self.write_gathered()?;
        let gathered = self.gathered.take();
        let result = self.in_savepoint(work);
        self.gathered = gathered;
        result
    }

    fn in_savepoint<T, E: From<Error>>(
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

    /// From here on rows that the change adds may wait for others of their kind. Nobody finds them before
    /// [`WriteTx::write_gathered`].
    pub fn gather(&mut self) {
        self.gathered.get_or_insert_default();
    }

    /// Writes what waits; at the end of the change it happens by itself.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a row contradicts another.
    pub fn write_gathered(&mut self) -> Result<(), Error> {
        let Some(gathered) = &mut self.gathered else { return Ok(()) };
        gathered.write(self.connection)
    }

    /// Lets a row wait; gives it back where rows are written at once.
    pub(super) fn let_wait<R: Together>(&mut self, row: R) -> Option<R> {
        let Some(gathered) = &mut self.gathered else { return Some(row) };
        gathered.take(row);
        None
    }

    /// Says where the change is made from, for its lines on the trail.
    pub fn comes_from(&mut self, origin: Option<String>) {
        self.origin = origin;
    }

    /// Where the change is made from, if anybody said so.
    pub(super) fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// Notes that a row was changed.
    pub(super) fn changed(&mut self, row: Row) {
        if !self.changed.contains(&row) {
            self.changed.push(row);
        }
    }

    /// Says that nothing of this changes what anybody else is shown: such as a sign-in, or that a mail has left. What was
    /// kept to be shown stands then; it does not where a row changed that others follow.
    pub fn nobody_sees(&mut self) {
        self.unseen = true;
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

/// A change to be made, whatever it answers.
pub(super) type Work = Box<dyn Fn(&mut WriteTx<'_>) -> Outcome + Send>;

/// One write in a transaction of its own, run again while the database asks for it.
pub(super) fn write_on_postgres(
    pool: &Pool<Manager>,
    shared: &Shared,
    work: &Work,
) -> Result<Outcome, Error> {
    let locks = shared.options.locking == Locking::On;
    let begin = |connection: &AnyConnection| backend::begin_write(connection, locks);
    let mut connection = begun(pool, begin)?;
    let mut attempt = 1;
    loop {
        let result = transaction(&mut connection, shared, work);
        let again = match &result {
            Ok(outcome) => outcome.asks_to_run_again(),
            Err(error) => error.asks_to_run_again(),
        };
        if !again || attempt == ATTEMPTS {
            return result;
        }
        attempt += 1;
        let statement = begin(&connection);
        connection.batch_execute(statement)?;
    }
}

/// Runs the work in the transaction that was begun, and ends it.
fn transaction(connection: &mut AnyConnection, shared: &Shared, work: &Work) -> Result<Outcome, Error> {
    let outcome = said(&mut shared.tx(connection), work);
    let keep = outcome.as_ref().is_ok_and(Outcome::keeps);
    let ended = end(connection, if keep { "COMMIT" } else { "ROLLBACK" });
    // A rollback that fails means a lost connection, which rolls back as well: the work's own answer stands.
    if keep {
        ended?;
    }
    outcome
}

/// What `work` gives, if it said what it did.
fn said(tx: &mut WriteTx<'_>, work: &Work) -> Result<Outcome, Error> {
    let outcome = work(tx);
    if outcome.keeps() {
        tx.write_gathered()?;
        tx.all_said()?;
    }
    Ok(if tx.unseen && tx.changed.is_empty() { outcome.unseen() } else { outcome })
}

impl Shared {
    fn tx<'c>(&'c self, connection: &'c mut AnyConnection) -> WriteTx<'c> {
        WriteTx {
            connection,
            now: self.clock.now(),
            random: self.random.clone(),
            ids: &self.ids,
            clock: &self.clock,
            origin: None,
            unseen: false,
            gathered: None,
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
    line: mpsc::Sender<Waiting>,
}

/// A write in the line. It keeps its own outcome until the commit that covers it is known.
struct Waiting {
    work: Work,
    outcome: Option<Result<Outcome, Error>>,
    caller: oneshot::Sender<Result<Outcome, Error>>,
}

impl Waiting {
    /// Runs in its savepoint; false when it is to be rolled back.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| said(tx, &self.work)))
            .unwrap_or_else(|_| Err(Error::Broken("a write panicked".to_owned())));
        let keep = outcome.as_ref().is_ok_and(Outcome::keeps);
        self.outcome = Some(outcome);
        keep
    }

    /// Whether it may have changed what is shown; without an outcome nobody knows.
    fn may_be_seen(&self) -> bool {
        !matches!(&self.outcome, Some(Ok(outcome)) if !outcome.may_be_seen())
    }

    /// Answers the caller: with the outcome, or with what kept it from being committed.
    fn answer(self, committed: Result<(), Error>) {
        let answer = match (self.outcome, committed) {
            // What was refused changed nothing, so it does not matter whether the others were committed.
            (Some(Ok(outcome)), Err(_)) if !outcome.keeps() => Ok(outcome),
            (Some(outcome), Ok(())) => outcome,
            (Some(Err(error)), Err(_)) | (_, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::Broken("a write was not run".to_owned())),
        };
        // A caller who went away takes no answer; the change stands all the same.
        drop(self.caller.send(answer));
    }
}

impl SqliteWriter {
    pub(super) fn start(target: Target, shared: Arc<Shared>) -> Result<Self, Error> {
        let (line, waiting) = mpsc::channel::<Waiting>();
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

    pub(super) async fn write(&self, work: Work) -> Result<Outcome, Error> {
        let (caller, answer) = oneshot::channel();
        let gone = || Error::Unavailable("the writing thread has ended".to_owned());
        self.line.send(Waiting { work, outcome: None, caller }).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// Runs a group of writes under one commit. After a failure the connection is thrown away: the next group opens a
/// fresh one, so that service resumes by itself when the disk or the file is back.
fn commit_group(
    connection: &mut Option<AnyConnection>,
    target: &Target,
    shared: &Shared,
    mut group: Vec<Waiting>,
) {
    let committed = run_group(connection, target, shared, &mut group);
    if group.iter().any(Waiting::may_be_seen) {
        shared.known.happened();
    }
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
    group: &mut [Waiting],
) -> Result<(), Error> {
    let connection = if let Some(open) = connection {
        open
    } else {
        let mut fresh =
            open(target, shared.options.patience, false).map_err(|e| Error::Unavailable(e.to_string()))?;
        count_statements(&mut fresh, &shared.statements);
        connection.insert(fresh)
    };
    let locks = shared.options.locking == Locking::On;
    connection.batch_execute(backend::begin_write(connection, locks))?;
    for write in group.iter_mut() {
        run_prepared(connection, &SAVEPOINT)?;
        if !write.run(&mut shared.tx(connection)) {
            run_prepared(connection, &BACK_TO_SAVEPOINT)?;
        }
        run_prepared(connection, &RELEASE)?;
    }
    run_prepared(connection, &COMMIT)
}

static SAVEPOINT: LazyLock<Statement> = LazyLock::new(|| Statement::of("SAVEPOINT one_write"));
static BACK_TO_SAVEPOINT: LazyLock<Statement> =
    LazyLock::new(|| Statement::of("ROLLBACK TO SAVEPOINT one_write"));
static RELEASE: LazyLock<Statement> = LazyLock::new(|| Statement::of("RELEASE SAVEPOINT one_write"));
static COMMIT: LazyLock<Statement> = LazyLock::new(|| Statement::of("COMMIT"));

/// Every write passes here: what stands between them is not prepared anew for each.
fn run_prepared(connection: &mut AnyConnection, statement: &Statement) -> Result<(), Error> {
    statement.with::<()>(&[]).execute(connection)?;
    Ok(())
}
