//! Whether what was read still stands: a number that rises with every change, so that what was made of it can be kept
//! until then.
//!
//! A change of this copy raises it once it is committed and before it is answered. The database is asked whether somebody
//! else changed anything, at most once in a while; it tells that of everything at once, and no row has to be written for
//! it, on which all bookings would wait for one another.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{any_connection::AnyConnection, backend, error::Error};

/// Opens the connection that asks.
type Opening = Box<dyn Fn() -> Result<AnyConnection, Error> + Send + Sync>;

/// The changes this copy knows of.
pub(super) struct Changes {
    known: AtomicU64,
    opening: Opening,
    others_within: Duration,
    begun: Instant,
    /// When others' changes were last asked for, in microseconds from the beginning; 0 before the first time.
    asked: AtomicU64,
    asking: tokio::sync::Mutex<()>,
    seen: Mutex<Seen>,
}

/// What the database said last, on the connection that asks: SQLite counts for each connection apart.
#[derive(Default)]
struct Seen {
    connection: Option<AnyConnection>,
    said: Option<String>,
}

impl Changes {
    pub(super) fn of(opening: Opening, others_within: Duration) -> Self {
        Self {
            known: AtomicU64::new(0),
            opening,
            others_within,
            begun: Instant::now(),
            asked: AtomicU64::new(0),
            asking: tokio::sync::Mutex::default(),
            seen: Mutex::default(),
        }
    }

    /// Something was committed, or may have been.
    pub(super) fn happened(&self) {
        self.known.fetch_add(1, Ordering::SeqCst);
    }

    /// How the data stand: with every change of this copy that was answered, and with others' as they were no longer ago
    /// than is allowed.
    pub(super) async fn as_of(self: &Arc<Self>) -> Result<u64, Error> {
        let late = micros(self.begun.elapsed().saturating_sub(self.others_within));
        if self.asked.load(Ordering::SeqCst) <= late {
            let _alone = self.asking.lock().await;
            // Whoever asked meanwhile asked for everybody who waited.
            if self.asked.load(Ordering::SeqCst) <= late {
                let this = Arc::clone(self);
                let asked = micros(self.begun.elapsed());
                let answer = tokio::task::spawn_blocking(move || this.ask()).await;
                answer
                    .map_err(|why| Error::Broken(format!("asking for changes did not finish: {why}")))??;
                self.asked.store(asked, Ordering::SeqCst);
            }
        }
        Ok(self.known.load(Ordering::SeqCst))
    }

    fn ask(&self) -> Result<(), Error> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { connection, said } = &mut *seen;
        let open = if let Some(open) = connection {
            open
        } else {
            *said = None;
            connection.insert((self.opening)()?)
        };
        match backend::state_of_data(open) {
            Ok(says) => {
                if said.as_ref() != Some(&says) {
                    self.happened();
                    *said = Some(says);
                }
                Ok(())
            }
            Err(why) => {
                *connection = None;
                Err(why.into())
            }
        }
    }
}

/// Never 0, which stands for "not yet".
fn micros(since: Duration) -> u64 {
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX).saturating_add(1)
}
