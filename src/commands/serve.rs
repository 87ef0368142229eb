//! `ladder serve`: pages, API and the work nobody waits for, in one process.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener},
};

use super::{composition, failure::Failure, logging, worker::told_to_stop};
use crate::{
    config::{Problem, ServeConfig, Sources},
    jobs::{self, runner},
    web::server::{Shared, serve},
};

/// Serves until told to stop.
///
/// # Errors
/// When a setting cannot be used or the database cannot be opened.
pub fn run(sources: &Sources) -> Result<(), Failure> {
    let config = ServeConfig::load(sources)?;
    logging::start(&config.core.logging);
    run_with(config)
}

/// Serves with these settings until told to stop.
///
/// # Errors
/// When a setting cannot be used or the database cannot be opened.
pub fn run_with(mut config: ServeConfig) -> Result<(), Failure> {
    let asked = SocketAddr::new(config.http.host, config.http.port);
    let listener = TcpListener::bind(asked).map_err(|why| cannot_listen(asked, &why))?;
    let address = listener.local_addr()?;
    config.settle_port(address.port());
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let service = composition::compose(&config)?;
    actix_web::rt::System::new().block_on(async move {
        service.parts.usecases.read_site().await.map_err(|why| Failure::Found(why.to_string()))?;
        let shared = Shared::new(service.app, service.random);
        let server = serve(shared, listener, config.http.workers, config.http.stop_within)?;
        let handle = server.handle();
        let serving = actix_web::rt::spawn(server);
        let running = config.jobs.run_worker.then(|| runner::start(jobs::all(&service.parts), &service.db));
        let usecases = service.parts.usecases.clone();
        let writing = actix_web::rt::spawn(async move { usecases.keep_writing_sightings().await });
        let usecases = service.parts.usecases.clone();
        let reading = actix_web::rt::spawn(async move { usecases.keep_site_read().await });
        let usecases = service.parts.usecases.clone();
        // So that the first report of the day need not wait for it.
        let preparing = actix_web::rt::spawn(async move {
            if let Err(failure) = usecases.prepare_figures().await {
                tracing::warn!(%failure, "figures are read when they are first asked for");
            }
        });
        let stop = told_to_stop()?;
        say_ready(address)?;
        stop.await;
        tracing::info!("stopping: requests and the mail under way are finished first");
        // The worker ends between two mails while the last requests are answered.
        let worker_ends = async {
            if let Some(running) = running {
                running.stop().await;
            }
        };
        tokio::join!(handle.stop(true), worker_ends);
        serving.await.map_err(|why| Failure::Found(why.to_string()))??;
        writing.abort();
        reading.abort();
        preparing.abort();
        if let Err(failure) = service.parts.usecases.write_sightings().await {
            tracing::error!(%failure, "the last lines of the trail are lost");
        }
        Ok(())
    })
}

/// Programs that start this one wait for the line, and may have closed the pipe once they have read it.
fn say_ready(address: SocketAddr) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    match writeln!(out, "listening on http://{address}").and_then(|()| out.flush()) {
        Err(why) if why.kind() != std::io::ErrorKind::BrokenPipe => Err(why.into()),
        _ => Ok(()),
    }
}

fn cannot_listen(address: SocketAddr, why: &std::io::Error) -> Problem {
    let (setting, right) = if why.kind() == std::io::ErrorKind::AddrNotAvailable {
        ("LADDER_HOST", "an IP address of this machine, such as 127.0.0.1")
    } else {
        ("LADDER_PORT", "a port that is free and that this user may take, such as 8080, or 0 for any")
    };
    Problem {
        setting: setting.to_owned(),
        value: Some(address.to_string()),
        why: format!("the service cannot listen there: {why}"),
        right: right.to_owned(),
    }
}
