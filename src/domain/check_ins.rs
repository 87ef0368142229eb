//! Checking in: somebody says at the door of a date that they are there, by the code on the trainer's screen. What that
//! comes to on the register is decided here; what the trainer marks by hand always stands above it.

use chrono::{DateTime, SubsecRound, TimeDelta, Timelike, Utc};

use super::{
    attendance::{Mark, ScheduledDate},
    crockford,
    words::{Delivery, Outcome, words},
};

/// Minutes before its start from which on a date can be checked in to: people come for the coffee.
pub const OPENS_MINUTES_BEFORE: i64 = 60;
/// Minutes after the start within which somebody is on time. Twenty people at one door do not get through it in one
/// minute, and nobody begins before they are through.
pub const GRACE_MINUTES: i64 = 5;
/// Characters of the code on the screen: few enough to be copied by hand in a minute, and of the 2^30 there are, more than
/// anybody tries in the two minutes that one holds.
pub const CODE_CHARS: usize = 6;
/// Seconds that a code stands on the screen.
pub const CODE_SECONDS: i64 = 60;
/// How many codes are taken: the one on the screen and the one before. Whoever reads the screen in a minute's last second
/// has at least a whole one to type it, sign in or find their reference. More would only let a code travel out of the
/// room.
pub const CODES_TAKEN: i64 = 2;
/// For how many codes before those it is still said that they are over, not that they are wrong.
pub const CODES_REMEMBERED: i64 = 15;

words! {
    /// By what somebody said that they are there.
    CheckInWay {
        /// Signed in, by the code on the screen.
        Code = "code",
        /// By that code with the booking's reference and their address.
        Reference = "reference",
    }
}

/// How a date takes place to which people come through a door: a meeting on Zoom has its own list of who was there.
pub const IN_A_ROOM: &[Delivery] = &[Delivery::Room, Delivery::OnSite];

/// Whether people come through a door to it.
#[must_use]
pub fn in_a_room(delivery: Delivery) -> bool {
    IN_A_ROOM.contains(&delivery)
}

/// The door of a date: when people come in at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// When the date starts.
    pub starts_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

impl Door {
    /// Whether it is open: from an hour before the start until the end. So it is seen whether somebody arrived for this
    /// date as it stands, and not for what it was before it was moved.
    #[must_use]
    pub fn is_open(self, at: DateTime<Utc>) -> bool {
        opens_at(self.starts_at) <= at && at < self.ends_at
    }
}

/// When checking in to a date opens.
#[must_use]
pub fn opens_at(starts_at: DateTime<Utc>) -> DateTime<Utc> {
    starts_at - TimeDelta::minutes(OPENS_MINUTES_BEFORE)
}

/// How many minutes after the start somebody came, the minute under way not counted; 0 for whoever was on time.
#[must_use]
pub fn late_minutes(starts_at: DateTime<Utc>, arrived_at: DateTime<Utc>) -> i32 {
    let late = (on_the_clock(arrived_at) - starts_at).num_minutes();
    if late <= GRACE_MINUTES { 0 } else { i32::try_from(late).unwrap_or(i32::MAX) }
}

/// What an arrival comes to on the register, once the date has started: all of it for whoever was on time, else the
/// minutes from then until its end. Nothing for an arrival that is not of this date.
#[must_use]
pub fn mark(date: &ScheduledDate, arrived_at: DateTime<Utc>) -> Option<Mark> {
    if !(Door { starts_at: date.starts_at, ends_at: date.ends_at }).is_open(arrived_at) {
        return None;
    }
    let scheduled = date.minutes();
    let late = late_minutes(date.starts_at, arrived_at);
    let minutes = (late > 0 && scheduled > 1).then(|| (scheduled - late).clamp(1, scheduled - 1));
    let outcome = if minutes.is_some() { Outcome::Partly } else { Outcome::Present };
    Some(Mark::seen(date.id, outcome, minutes))
}

/// The time as a clock on the wall shows it: whoever comes at 10:07 and some seconds came at 10:07.
fn on_the_clock(at: DateTime<Utc>) -> DateTime<Utc> {
    let whole = at.trunc_subsecs(0);
    whole - TimeDelta::seconds(i64::from(whole.second()))
}

/// Which of all codes there ever are is on the screen now.
#[must_use]
pub fn step(now: DateTime<Utc>) -> i64 {
    now.timestamp().div_euclid(CODE_SECONDS)
}

/// When the code on the screen gives way to the next.
#[must_use]
pub fn changes_at(now: DateTime<Utc>) -> DateTime<Utc> {
    let seconds = (step(now) + 1) * CODE_SECONDS;
    DateTime::from_timestamp(seconds, 0).unwrap_or(now)
}

/// Until when the code on the screen is taken.
#[must_use]
pub fn taken_until(now: DateTime<Utc>) -> DateTime<Utc> {
    changes_at(now) + TimeDelta::seconds((CODES_TAKEN - 1) * CODE_SECONDS)
}

/// Reads a code as somebody typed it; `None` if it cannot be one.
#[must_use]
pub fn parse_code(typed: &str) -> Option<String> {
    crockford::decode(typed, CODE_CHARS)
}

/// A code as it is read from a screen: in two groups of three.
#[must_use]
pub fn shown_code(code: &str) -> String {
    let (first, second) = code.split_at_checked(CODE_CHARS / 2).unwrap_or((code, ""));
    format!("{first} {second}")
}
