//! Agreements that hang on what their people do: confirmed, or reported when somebody falls out.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::usecases::UseCases;

/// Looks at them again.
pub struct Commissions {
    usecases: UseCases,
}

impl Commissions {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { usecases: parts.usecases.clone() }
    }
}

impl Job for Commissions {
    fn name(&self) -> &'static str {
        "commissions"
    }

    fn every(&self) -> Duration {
        Duration::from_mins(5)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(self.usecases.review_commissions())
    }
}
