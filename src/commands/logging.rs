//! The log: to stderr, so that stdout keeps what a command has to say.

use std::io::IsTerminal;

use tracing::Level;
use tracing_subscriber::EnvFilter;

use crate::config::logging::{LogFormat, LoggingConfig};

/// Starts logging. A second start in one process changes nothing.
pub fn start(config: &LoggingConfig) {
    let ours = config.level;
    // Libraries log requests and statements when asked for details, and people's data is in those.
    let theirs = ours.min(Level::WARN);
    let filter = EnvFilter::new(format!("{theirs},training_ladder={ours},ladder={ours}"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).try_init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).try_init(),
    };
    // It fails only where a log was started before, which then goes on.
    drop(started);
}
