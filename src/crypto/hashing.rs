//! What hashing passwords may take of the machine: so many at once, each with memory that goes back when nobody waits.
//!
//! A hash fills 19 MiB. Without a bound a hundred people who sign in at once take two gigabytes, and whoever wants to
//! harm the service needs no more than that. Memory that is asked for anew costs a third of a hash, so while others wait
//! it is handed on to them.

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use argon2::Block;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task, time,
};

/// How many passwords are hashed at once, and how many wait how long for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingLimits {
    /// Hashes at once; more than there are processors only take memory.
    pub at_once: usize,
    /// How many may wait.
    pub waiting: usize,
    /// How long one waits.
    pub patience: Duration,
}

impl Default for HashingLimits {
    fn default() -> Self {
        let at_once = thread::available_parallelism().map_or(1, usize::from);
        Self { at_once, waiting: 256, patience: Duration::from_secs(5) }
    }
}

/// Why nothing was hashed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoTurn {
    /// Too many wait, or the wait was too long.
    #[error("more passwords are to be hashed than this machine can at once")]
    TooMany,
    /// The work ended without an answer.
    #[error("hashing ended early: {0}")]
    Ended(String),
}

/// The turns of one copy of the program.
#[derive(Debug)]
pub(super) struct Turns {
    places: Arc<Semaphore>,
    line: Arc<Line>,
    limits: HashingLimits,
}

/// Who waits, and the memory that is handed on to them.
#[derive(Debug, Default)]
struct Line {
    waiting: AtomicUsize,
    spare: Mutex<Vec<Memory>>,
}

impl Line {
    fn lend(&self) -> Memory {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn take_back(&self, memory: Memory) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(memory);
        if self.waiting.load(Ordering::Relaxed) == 0 {
            spare.clear();
        }
    }

    fn leave(&self) {
        if self.waiting.fetch_sub(1, Ordering::Relaxed) == 1 {
            // Whoever took a turn holds memory of their own by now, or will ask for it.
            self.spare.lock().unwrap_or_else(PoisonError::into_inner).truncate(1);
        }
    }
}

/// Memory for one hash, filled with whatever was hashed in it before: all of it is written before it is read.
type Memory = Vec<Block>;

thread_local! {
    /// What this thread was lent for its turn.
    static LENT: Cell<Memory> = const { Cell::new(Vec::new()) };
    static IN_TURN: Cell<bool> = const { Cell::new(false) };
}

/// Memory lent to the thread that has its turn, taken back however that ends.
struct Lent(Arc<Line>);

impl From<Arc<Line>> for Lent {
    fn from(line: Arc<Line>) -> Self {
        LENT.set(line.lend());
        IN_TURN.set(true);
        Self(line)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        IN_TURN.set(false);
        self.0.take_back(LENT.take());
    }
}

/// Somebody who waits; leaves the line however the wait ends.
struct InLine<'t>(&'t Line);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl Turns {
    pub(super) fn new(limits: HashingLimits) -> Self {
        let places = Arc::new(Semaphore::new(limits.at_once.max(1)));
        Self { places, line: Arc::default(), limits }
    }

    /// Runs work that hashes when it is its turn. The turn ends with the work, not with whoever waits for it: a caller
    /// who hangs up frees no processor.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoTurn> {
        let (turn, line) = (self.take().await?, Arc::clone(&self.line));
        let done = task::spawn_blocking(move || {
            let _turn = turn;
            let _lent = Lent::from(line);
            work()
        });
        done.await.map_err(|why| NoTurn::Ended(why.to_string()))
    }

    async fn take(&self) -> Result<OwnedSemaphorePermit, NoTurn> {
        if let Ok(turn) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(turn);
        }
        let before = self.line.waiting.fetch_add(1, Ordering::Relaxed);
        let _in_line = InLine(&self.line);
        if before >= self.limits.waiting {
            return Err(NoTurn::TooMany);
        }
        match time::timeout(self.limits.patience, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            Ok(Err(_)) | Err(_) => Err(NoTurn::TooMany),
        }
    }
}

/// Blocks of a kilobyte that are reserved at least where a hash takes real memory. The C library of Linux gives back
/// at once what it was asked for in one piece of over 32 MiB. Of smaller pieces it learns after the first to keep them
/// for the thread that asked, and then each thread that ever hashed keeps its 19 MiB for good. What is reserved and not
/// touched takes no memory.
const GIVEN_BACK: usize = 33 * 1024;
/// What is small enough to come from anywhere.
const SMALL: usize = 64;

/// Hashes in memory of so many blocks; none when the machine has none left.
pub(super) fn in_memory<T>(count: usize, hash: impl FnOnce(&mut [Block]) -> T) -> Option<T> {
    let mut blocks = LENT.take();
    if blocks.len() < count {
        let reserved = if count > SMALL { count.max(GIVEN_BACK) } else { count };
        blocks = Vec::new();
        blocks.try_reserve_exact(reserved).ok()?;
        blocks.resize(count, Block::new());
    }
    let hashed = hash(&mut blocks[..count]);
    // On a thread whose turn it is it serves the next hash; elsewhere it goes back at once.
    if IN_TURN.get() {
        LENT.set(blocks);
    }
    Some(hashed)
}
