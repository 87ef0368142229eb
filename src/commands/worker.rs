//! `ladder worker`: the work nobody waits for, in a process of its own.

use tokio::signal::unix::{SignalKind, signal};

use super::{composition, failure::Failure, logging};
use crate::{
    config::{ServeConfig, Sources},
    jobs::{self, runner},
};

/// Works until told to stop.
///
/// # Errors
/// When a setting cannot be used or the database cannot be opened.
pub fn run(sources: &Sources) -> Result<(), Failure> {
    let config = ServeConfig::load(sources)?;
    logging::start(&config.core.logging);
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let service = composition::compose(&config)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let stop = told_to_stop()?;
        let usecases = service.parts.usecases.clone();
        usecases.read_site().await.map_err(|why| Failure::Found(why.to_string()))?;
        let reading = tokio::spawn(async move { usecases.keep_site_read().await });
        let running = runner::start(jobs::all(&service.parts), &service.db);
        tracing::info!("working");
        stop.await;
        tracing::info!("stopping: the mail under way is finished first");
        running.stop().await;
        reading.abort();
        Ok(())
    })
}

/// Listens for SIGTERM and ctrl-c from now on, and gives what waits for the first of them: one that comes between
/// saying "ready" and waiting is not lost.
///
/// # Errors
/// When the system does not let us listen.
pub(super) fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
