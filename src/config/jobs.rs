//! Which process does the work nobody waits for: mail, reminders, offers that run out.

use super::{
    reading::Reader,
    setting::{About, Setting, plainly, yes_or_no},
};

/// The settings of this file.
pub static SETTINGS: &[&About] = &[&RUN_WORKER.about];

static RUN_WORKER: Setting<bool> = Setting {
    about: About {
        name: "run_worker",
        flag: "run-worker",
        env: "LADDER_RUN_WORKER",
        default: Some("true"),
        meaning: "Whether `ladder serve` also does the work nobody waits for; if not, a `ladder worker` must run.",
        right: "true or false",
        shown: plainly,
    },
    parse: yes_or_no,
};

/// Who does the work nobody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsConfig {
    /// Whether `serve` does it.
    pub run_worker: bool,
}

impl JobsConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        Some(Self { run_worker: reader.required(&RUN_WORKER)? })
    }
}
