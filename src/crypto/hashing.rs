//! What hashing passwords may take of the machine: so many at once, each with memory that goes back when it is done.
//!
//! A hash fills 19 MiB. Without a bound a hundred people who sign in at once take two gigabytes, and whoever wants to
//! harm the service needs no more than that.

use std::{
    sync::{
        Arc,
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
    waiting: AtomicUsize,
    limits: HashingLimits,
}

/// Somebody who waits; leaves the line however the wait ends.
struct InLine<'t>(&'t AtomicUsize);

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Turns {
    pub(super) fn new(limits: HashingLimits) -> Self {
        let places = Arc::new(Semaphore::new(limits.at_once.max(1)));
        Self { places, waiting: AtomicUsize::new(0), limits }
    }

    /// Runs work that hashes when it is its turn. The turn ends with the work, not with whoever waits for it: a caller
    /// who hangs up frees no processor.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoTurn> {
        let turn = self.take().await?;
        let done = task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|why| NoTurn::Ended(why.to_string()))
    }

    async fn take(&self) -> Result<OwnedSemaphorePermit, NoTurn> {
        if let Ok(turn) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(turn);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _in_line = InLine(&self.waiting);
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

/// Memory for one hash; none when the machine has none left.
pub(super) fn blocks(count: usize) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let reserved = if count > SMALL { count.max(GIVEN_BACK) } else { count };
    blocks.try_reserve_exact(reserved).ok()?;
    blocks.resize(count, Block::new());
    Some(blocks)
}
