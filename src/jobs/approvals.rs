//! Requests that wait for a yes: one reminder, then the lead, then the coordinators.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::usecases::UseCases;

/// Reminds and passes on.
pub struct Approvals {
    usecases: UseCases,
}

impl Approvals {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { usecases: parts.usecases.clone() }
    }
}

impl Job for Approvals {
    fn name(&self) -> &'static str {
        "approvals"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(self.usecases.escalate_approvals())
    }
}
