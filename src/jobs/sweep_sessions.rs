//! What time alone decides about sessions: offers that ran out, and waiting that ends when the first date starts.

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

/// Settles each session that has something overdue, in a write of its own.
pub struct SweepSessions {
    db: Db,
    usecases: UseCases,
}

impl SweepSessions {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { db: parts.db.clone(), usecases: parts.usecases.clone() }
    }
}

impl Job for SweepSessions {
    fn name(&self) -> &'static str {
        "sweep_sessions"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(20)
    }

    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j> {
        Box::pin(async move {
            let mut done = 0;
            for session in self.db.read(move |c| sweeps::overdue_sessions(c, now)).await? {
                if stop.is_asked() {
                    break;
                }
                self.usecases.settle_session(session).await?;
                done += 1;
            }
            Ok(done)
        })
    }
}
