//! What a job is, and the loop that runs jobs until the service stops.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use futures_util::{FutureExt, future::BoxFuture};
use tokio::{sync::watch, task::JoinHandle};

use crate::{ports::Clock, store::Db, usecases::Failure};

/// What a run came to: how many things it did, or what kept it from going on.
pub type Outcome<'j> = BoxFuture<'j, Result<usize, Failure>>;

/// Work that falls due as time passes. It runs again after a failure, and at the same moment in other copies of the
/// service: whatever it does, it does in writes that check again whether it is still to be done.
pub trait Job: Send + Sync {
    /// Its name in the log.
    fn name(&self) -> &'static str;

    /// How often it looks whether something is due.
    fn every(&self) -> Duration;

    /// Whether it also looks after each change this process makes.
    fn wakes_on_change(&self) -> bool {
        false
    }

    /// Does what is due at `now` and counts it; returns early, between two things, once `stop` is asked for.
    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j>;
}

/// The wish that jobs end, shared by all of them.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks every job to end.
    pub fn ask(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is asked for.
    pub async fn asked(&self) {
        // It fails only when the sender is gone, and this is a sender.
        drop(self.0.subscribe().wait_for(|asked| *asked).await);
    }
}

/// Jobs under way.
pub struct Running {
    stop: Stop,
    loops: Vec<JoinHandle<()>>,
}

impl Running {
    /// Asks every job to end and waits until each has finished what it had in hand.
    pub async fn stop(self) {
        self.stop.ask();
        for ending in self.loops {
            drop(ending.await);
        }
    }
}

/// Starts a loop for each job on the runtime this is called in.
#[must_use]
pub fn start(jobs: Vec<Box<dyn Job>>, db: &Db) -> Running {
    let stop = Stop::default();
    let loops = jobs
        .into_iter()
        .map(|job| tokio::spawn(keep_running(job, db.clock().clone(), db.changes(), stop.clone())))
        .collect();
    Running { stop, loops }
}

async fn keep_running(job: Box<dyn Job>, clock: Clock, mut changes: watch::Receiver<()>, stop: Stop) {
    while !stop.is_asked() {
        // What is changed from here on wakes the job again.
        changes.mark_unchanged();
        run_once(job.as_ref(), clock.now(), &stop).await;
        tokio::select! {
            () = stop.asked() => {}
            () = tokio::time::sleep(job.every()) => {}
            _ = changes.changed(), if job.wakes_on_change() => {}
        }
    }
}

async fn run_once(job: &dyn Job, now: DateTime<Utc>, stop: &Stop) {
    match AssertUnwindSafe(job.run_due(now, stop)).catch_unwind().await {
        Ok(Ok(0)) => {}
        Ok(Ok(done)) => tracing::info!(job = job.name(), done, "ran"),
        Ok(Err(failure)) => tracing::error!(job = job.name(), %failure, "failed; it runs again later"),
        Err(_) => tracing::error!(job = job.name(), "panicked; it runs again later"),
    }
}
