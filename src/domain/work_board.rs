//! Which course dates need a coordinator's attention.

use chrono::{DateTime, TimeDelta, Utc};

use super::working_days::{london_day, n_working_days_before};

/// How far ahead the work board looks.
pub const LOOK_AHEAD: TimeDelta = TimeDelta::weeks(6);

/// From when on few bookings are a worry: earlier, most people have not looked at their calendars yet.
const WORRY: TimeDelta = TimeDelta::weeks(3);

/// Working days before the first date by which somebody should run it.
pub const DAYS_FOR_A_TRAINER: u32 = 10;

/// Whether a date lacks somebody to run it: it starts within ten working days and nobody does.
#[must_use]
pub fn lacks_a_trainer(trainers: usize, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let from = n_working_days_before(london_day(starts_at), DAYS_FOR_A_TRAINER);
    trainers == 0 && now < starts_at && from <= london_day(now)
}

/// Whether a date is short of people: it starts within three weeks and fewer than a third of its places are taken.
#[must_use]
pub fn short_of_people(capacity: i32, held: i32, starts_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < starts_at && starts_at - now <= WORRY && held.saturating_mul(3) < capacity
}

/// Whether a date is full while people wait for it: another one may be wanted.
#[must_use]
pub const fn full_with_a_line(capacity: i32, held: i32, waiting: i32) -> bool {
    held >= capacity && waiting > 0
}
