//! The week of a manager's people, on Monday morning.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::usecases::UseCases;

/// Queues the digests of last week.
pub struct ManagerDigest {
    usecases: UseCases,
}

impl ManagerDigest {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { usecases: parts.usecases.clone() }
    }
}

impl Job for ManagerDigest {
    fn name(&self) -> &'static str {
        "manager_digest"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(5)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(self.usecases.send_digests())
    }
}
