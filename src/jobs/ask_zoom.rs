//! Tells Zoom what it is to know: of each date one call after the other, outside any write, and what came of each recorded
//! in a second short write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Parts,
    runner::{Job, Outcome, Stop},
};
use crate::{
    domain::{ids::DateId, zoom::Trouble},
    outbound::zoom::Zoom,
    usecases::{Failure, UseCases},
};

/// The longest that nothing is asked after Zoom did not answer, did not know us, or asked us to wait.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Works off the dates that are to be looked at.
pub struct AskZoom {
    usecases: UseCases,
    zoom: Option<Arc<Zoom>>,
    /// In seconds since 1970.
    paused_until: AtomicI64,
}

impl AskZoom {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        let (usecases, zoom) = (parts.usecases.clone(), parts.zoom.clone());
        Self { usecases, zoom, paused_until: AtomicI64::new(0) }
    }

    async fn ask_due(&self, now: DateTime<Utc>, stop: &Stop) -> Result<usize, Failure> {
        let Some(zoom) = &self.zoom else { return Ok(0) };
        let mut done = 0;
        if now.timestamp() < self.paused_until.load(Ordering::Relaxed) {
            return Ok(done);
        }
        for date in self.usecases.dates_for_zoom().await? {
            if !self.ask_about(date, zoom, now, stop, &mut done).await? {
                break;
            }
        }
        Ok(done)
    }

    /// Makes every call there is about a date; false when nothing more is to be asked for now.
    async fn ask_about(
        &self,
        date: DateId,
        zoom: &Zoom,
        now: DateTime<Utc>,
        stop: &Stop,
        done: &mut usize,
    ) -> Result<bool, Failure> {
        while !stop.is_asked() {
            let Some(task) = self.usecases.next_for_zoom(date).await? else { return Ok(true) };
            let outcome = zoom.perform(&task.step).await;
            let trouble = outcome.as_ref().err().cloned();
            let wait = self.usecases.record_zoom(task, outcome).await?;
            *done += 1;
            let (Some(trouble), Some(wait)) = (trouble, wait) else { continue };
            tracing::warn!(%date, %trouble, "Zoom did not do what it was asked; it is asked again later");
            if matches!(trouble, Trouble::Credentials(_) | Trouble::Busy { .. } | Trouble::Away(_)) {
                let until = now + wait.min(PAUSE);
                self.paused_until.store(until.timestamp(), Ordering::Relaxed);
                return Ok(false);
            }
            return Ok(true);
        }
        Ok(false)
    }
}

impl Job for AskZoom {
    fn name(&self) -> &'static str {
        "ask_zoom"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(10)
    }

    fn wakes_on_change(&self) -> bool {
        self.zoom.is_some()
    }

    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j> {
        Box::pin(self.ask_due(now, stop))
    }
}
