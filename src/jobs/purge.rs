//! Deletes what is kept only for a time: mail content, access needs, spent keys and tokens, registrations that nobody
//! confirmed.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::{
    store::{Db, write::service::purge::purge},
    usecases::Failure,
};

/// Deletes what is old enough.
pub struct Purge {
    db: Db,
}

impl Purge {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self { db: parts.db.clone() }
    }
}

impl Job for Purge {
    fn name(&self) -> &'static str {
        "purge"
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(async { self.db.write(purge).await.map_err(Failure::from) })
    }
}
