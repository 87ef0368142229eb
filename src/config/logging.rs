//! What is logged, and in which shape.

use tracing::Level;

use super::{
    reading::Reader,
    setting::{About, Setting, plainly},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&LOG_FORMAT.about, &LOG_LEVEL.about];

static LOG_FORMAT: Setting<LogFormat> = Setting {
    about: About {
        name: "log_format",
        flag: "log-format",
        env: "LADDER_LOG_FORMAT",
        default: Some("text"),
        meaning: "The shape of log lines: text for people, json for machines.",
        right: "text or json",
        shown: plainly,
    },
    parse: |text| match text.trim() {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("it is neither of the two".to_owned()),
    },
};

static LOG_LEVEL: Setting<Level> = Setting {
    about: About {
        name: "log_level",
        flag: "log-level",
        env: "LADDER_LOG_LEVEL",
        default: Some("info"),
        meaning: "How much is logged.",
        right: "error, warn, info, debug or trace",
        shown: plainly,
    },
    parse: |text| match text.trim() {
        "error" => Ok(Level::ERROR),
        "warn" => Ok(Level::WARN),
        "info" => Ok(Level::INFO),
        "debug" => Ok(Level::DEBUG),
        "trace" => Ok(Level::TRACE),
        _ => Err("it is none of the five levels".to_owned()),
    },
};

/// The shape of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines, one object a line.
    Json,
}

/// What is logged, and in which shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggingConfig {
    /// The shape.
    pub format: LogFormat,
    /// The least important that is logged.
    pub level: Level,
}

impl LoggingConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let format = reader.required(&LOG_FORMAT);
        let level = reader.required(&LOG_LEVEL);
        Some(Self { format: format?, level: level? })
    }
}
