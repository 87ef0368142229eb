//! "Book me automatically": offers that are accepted for whoever chose that, judged again.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::{
    store::{Db, read::bookings::sweeps},
    usecases::UseCases,
};

/// Accepts each such offer in a write of its own.
pub struct AutoBook {
    db: Db,
    usecases: UseCases,
}

impl AutoBook {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { db: parts.db.clone(), usecases: parts.usecases.clone() }
    }
}

impl Job for AutoBook {
    fn name(&self) -> &'static str {
        "auto_book"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(30)
    }

    fn wakes_on_change(&self) -> bool {
        true
    }

    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j> {
        Box::pin(async move {
            let mut done = 0;
            for booking in self.db.read(move |c| sweeps::automatic_offers(c, now)).await? {
                if stop.is_asked() {
                    break;
                }
                self.usecases.book_automatically(booking).await?;
                done += 1;
            }
            Ok(done)
        })
    }
}
