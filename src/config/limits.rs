//! How much, and how long.

use std::thread;

use chrono::TimeDelta;

use super::{
    reading::Reader,
    setting::{About, Setting, plainly, whole_number},
};

/// The settings of this file.
pub static SETTINGS: &[&About] =
    &[&WRITE_QUEUE.about, &HASHES_AT_ONCE.about, &ACCESS_TOKEN_MINUTES.about, &LOGIN_DAYS.about];

static WRITE_QUEUE: Setting<usize> = Setting {
    about: About {
        name: "write_queue",
        flag: "write-queue",
        env: "LADDER_WRITE_QUEUE",
        default: Some("256"),
        meaning: "How many writes may wait; whoever comes after is asked to try again.",
        right: "a number from 1 to 10000, such as 256",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 10_000),
};

static HASHES_AT_ONCE: Setting<usize> = Setting {
    about: About {
        name: "hashes_at_once",
        flag: "hashes-at-once",
        env: "LADDER_HASHES_AT_ONCE",
        default: None,
        meaning: "How many passwords are hashed at once, each of them in 19 MiB of memory; without it, one a processor and \
                  at most three, so that the service stays under 100 MiB. Whoever comes meanwhile waits up to five seconds and is then asked to try again.",
        right: "a number from 1 to 64",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 64),
};

static ACCESS_TOKEN_MINUTES: Setting<TimeDelta> = Setting {
    about: About {
        name: "access_token_minutes",
        flag: "access-token-minutes",
        env: "LADDER_ACCESS_TOKEN_MINUTES",
        default: Some("15"),
        meaning: "How long an access token of the API is good; a disabled person is out within that time.",
        right: "minutes from 1 to 60, such as 15",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 60).map(TimeDelta::minutes),
};

static LOGIN_DAYS: Setting<TimeDelta> = Setting {
    about: About {
        name: "login_days",
        flag: "login-days",
        env: "LADDER_LOGIN_DAYS",
        default: Some("30"),
        meaning: "How long somebody who does not come back stays signed in.",
        right: "days from 1 to 365, such as 30",
        shown: plainly,
    },
    parse: |text| whole_number(text, 1, 365).map(TimeDelta::days),
};

/// How much, and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsConfig {
    /// Writes that may wait.
    pub write_queue: usize,
    /// Passwords hashed at once.
    pub hashes_at_once: usize,
    /// How long an access token is good.
    pub access_token_lifetime: TimeDelta,
    /// How long an unused login lives.
    pub login_lifetime: TimeDelta,
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let write_queue = reader.required(&WRITE_QUEUE);
        let hashes_at_once = reader.optional(&HASHES_AT_ONCE);
        let access_token_lifetime = reader.required(&ACCESS_TOKEN_MINUTES);
        let login_lifetime = reader.required(&LOGIN_DAYS);
        let hashes_at_once = hashes_at_once?.unwrap_or_else(|| {
            let processors = thread::available_parallelism().map_or(1, usize::from).min(3);
            reader.worked_out(&HASHES_AT_ONCE.about, &processors.to_string());
            processors
        });
        Some(Self {
            write_queue: write_queue?,
            hashes_at_once,
            access_token_lifetime: access_token_lifetime?,
            login_lifetime: login_lifetime?,
        })
    }
}
