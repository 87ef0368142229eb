//! What comes up: a week and a day before each date, who is coming, joining details still missing.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::usecases::UseCases;

/// Queues reminders as they fall due.
pub struct Remind {
    usecases: UseCases,
}

impl Remind {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { usecases: parts.usecases.clone() }
    }
}

impl Job for Remind {
    fn name(&self) -> &'static str {
        "remind"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(self.usecases.remind())
    }
}
