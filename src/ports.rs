//! Time and chance, the two things tests replace.
//!
//! Nothing else in the program asks the machine for the time or for random bytes: a clock that tests advance and
//! a generator that tests seed make every history repeatable.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// The present moment, in whole microseconds of UTC (PostgreSQL keeps no more, so nothing finer may be compared).
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Machine,
    Held(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's own clock.
    #[must_use]
    pub fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands at `at` until [`Clock::set`] or [`Clock::advance`] moves it.
    #[must_use]
    pub fn held(at: DateTime<Utc>) -> Self {
        Self(Source::Held(Arc::new(Mutex::new(whole_microseconds(at)))))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::Machine => {
                #[expect(clippy::disallowed_methods, reason = "this is the one door to the machine's clock")]
                let now = Utc::now();
                whole_microseconds(now)
            }
            Source::Held(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a held clock to `at`; the machine's clock does not move.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Source::Held(held) = &self.0 {
            *held.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = whole_microseconds(at);
        }
    }

    /// Moves a held clock forward by `by`.
    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }
}

fn whole_microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}

/// Random bytes from the operating system, or from a seed.
#[derive(Clone)]
pub struct Random(Arc<Mutex<StdRng>>);

impl Random {
    /// Seeded by the operating system: fit for secrets.
    #[must_use]
    pub fn machine() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the one door to the machine's randomness")]
        let mut source = rand::rng();
        Self(Arc::new(Mutex::new(StdRng::from_rng(&mut source))))
    }

    /// The same bytes in the same order each time.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill(&mut out);
        out
    }
}
