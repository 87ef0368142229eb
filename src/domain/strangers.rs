//! How many people may be written to who are not one's own: invited, named on a list, offered a place, or owners of an
//! address that one adds to oneself. Each gets a mail that they did not ask for, in the name of the service.

use chrono::{DateTime, TimeDelta, Utc};

/// How many within an hour. A whole school's staff is named in parts, or by the training team.
pub const MOST_AN_HOUR: usize = 100;
/// What counts as the last hour.
pub const HOUR: TimeDelta = TimeDelta::hours(1);

/// How long to wait before one more may be written to, when these were, newest first; none while there is room.
#[must_use]
pub fn wait_for_one_more(written: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<TimeDelta> {
    let wait = *written.get(MOST_AN_HOUR - 1)? + HOUR - now;
    (wait > TimeDelta::zero()).then_some(wait)
}
