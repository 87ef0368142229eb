//! The loop that runs jobs.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;
use training_ladder::{
    jobs::runner::{Job, Outcome, Stop, start},
    store::{Error, write::people::person},
    usecases::Failure,
};

use crate::support::{
    app::TestApp,
    database::{OnDatabase, TestDatabase},
};

/// Tells each of its runs; the first fails, the second panics.
struct Restless {
    runs: AtomicUsize,
    told: mpsc::UnboundedSender<usize>,
    every: Duration,
    wakes: bool,
}

impl Job for Restless {
    fn name(&self) -> &'static str {
        "restless"
    }

    fn every(&self) -> Duration {
        self.every
    }

    fn wakes_on_change(&self) -> bool {
        self.wakes
    }

    fn run_due<'j>(&'j self, _: DateTime<Utc>, _: &'j Stop) -> Outcome<'j> {
        Box::pin(async {
            let run = self.runs.fetch_add(1, Ordering::Relaxed);
            self.told.send(run).expect("somebody listens");
            match run {
                0 => Err(Failure::Store(Error::Unavailable("for a moment".to_owned()))),
                1 => panic!("as a test wants it"),
                _ => Ok(0),
            }
        })
    }
}

fn restless(every: Duration, wakes: bool) -> (Box<dyn Job>, mpsc::UnboundedReceiver<usize>) {
    let (told, heard) = mpsc::unbounded_channel();
    (Box::new(Restless { runs: AtomicUsize::new(0), told, every, wakes }), heard)
}

#[actix_web::test]
async fn a_job_that_fails_or_panics_runs_again_and_stops_when_asked() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let (job, mut heard) = restless(Duration::from_millis(1), false);
    let running = start(vec![job], &app.db);
    for run in 0..4 {
        assert_eq!(heard.recv().await, Some(run));
    }
    running.stop().await;
    while heard.recv().await.is_some() {}
}

#[actix_web::test]
async fn a_change_wakes_the_jobs_that_look_for_changes() {
    let app = TestApp::on(TestDatabase::sqlite()).await;
    let (job, mut heard) = restless(Duration::from_hours(1), true);
    let running = start(vec![job], &app.db);
    assert_eq!(heard.recv().await, Some(0));
    for run in 1..4 {
        let changed = app.db.write(|tx| {
            person::add_organisation(
                tx,
                &format!("School {}", tx.now()),
                training_ladder::domain::words::OrganisationKind::School,
                None,
                true,
            )
        });
        app.clock.advance(chrono::TimeDelta::seconds(1));
        changed.await.expect("a change");
        assert_eq!(heard.recv().await, Some(run));
    }
    running.stop().await;
}
