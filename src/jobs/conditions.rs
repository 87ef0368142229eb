//! Places whose condition failed, once the time to put it right is over.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::usecases::UseCases;

/// Releases what still fails.
pub struct Conditions {
    usecases: UseCases,
}

impl Conditions {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { usecases: parts.usecases.clone() }
    }
}

impl Job for Conditions {
    fn name(&self) -> &'static str {
        "conditions"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(self.usecases.act_on_failed_conditions())
    }
}
