//! Attendance: what was seen of each person at each date, and whether it is enough to have completed the course.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    ids::{BookingId, DateId},
    input::FieldError,
    sessions::MAX_DATE_HOURS,
    times::day_in,
    words::{BookingState, Outcome},
};

/// Days after a result is recorded in which "This is wrong" can be said.
pub const OBJECTION_DAYS: i64 = 14;

/// How far from its planned start a date can have begun, in hours.
pub const LONGEST_SHIFT_HOURS: i64 = 12;

/// So many minutes may be missing from a meeting's record of somebody who was there for all of it: people come in while
/// the trainer says hello and go while the others say goodbye, and CPD is rounded down to 5 minutes.
pub const RECORD_GRACE_MINUTES: i32 = 5;

/// What the minutes of a meeting's record come to at a date of this length: all of it, part of it, or nothing.
#[must_use]
pub fn from_record(minutes: i32, scheduled_minutes: i32) -> (Outcome, Option<i32>) {
    // Of a short date the grace is no more than a tenth.
    let grace = RECORD_GRACE_MINUTES.min(scheduled_minutes / 10);
    match minutes {
        ..=0 => (Outcome::Absent, None),
        minutes if minutes >= scheduled_minutes - grace => (Outcome::Present, None),
        minutes => (Outcome::Partly, Some(minutes)),
    }
}

/// How much attendance a course asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttendanceRule {
    /// The share of a date's minutes that counts as having attended it, in per cent (1 to 100).
    pub minutes_percent: i32,
    /// How many dates must have been attended; all of them if not said.
    pub dates_needed: Option<i32>,
}

impl AttendanceRule {
    /// Checks a rule as a coordinator gives it.
    ///
    /// # Errors
    /// Every part that no one could meet, or anyone would.
    pub fn check(self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        if !(1..=100).contains(&self.minutes_percent) {
            errors.push(FieldError::new("minutes_percent", "Enter a percentage from 1 to 100."));
        }
        if self.dates_needed.is_some_and(|dates| !(1..=100).contains(&dates)) {
            errors.push(FieldError::new(
                "dates_needed",
                "Enter how many dates are needed, from 1 to 100, or leave it out to ask for all of them.",
            ));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }

    /// Whether this much of a date counts as having attended it.
    #[must_use]
    pub fn date_is_enough(&self, attended_minutes: i32, scheduled_minutes: i32) -> bool {
        attended_minutes > 0
            && i64::from(attended_minutes) * 100
                >= i64::from(self.minutes_percent) * i64::from(scheduled_minutes)
    }

    /// How many of `dates` must be attended. A session that has fewer dates than the rule names needs them all: a
    /// date we called off must not make completion impossible.
    #[must_use]
    pub fn dates_needed_of(&self, dates: usize) -> usize {
        self.dates_needed
            .and_then(|needed| usize::try_from(needed).ok())
            .map_or(dates, |needed| needed.clamp(1, dates.max(1)))
    }

    /// What a certificate asks for, as one sentence: of a session with this many dates.
    #[must_use]
    pub fn in_words(&self, dates: usize) -> String {
        let percent = self.minutes_percent;
        let needed = self.dates_needed_of(dates);
        let share = if percent == 100 { "all".to_owned() } else { format!("at least {percent} %") };
        match (dates, needed) {
            (0 | 1, _) => format!("A certificate needs {share} of the time."),
            (_, needed) if needed == dates => {
                format!("A certificate needs {share} of the time of each of the {dates} dates.")
            }
            _ => format!("A certificate needs {share} of the time of {needed} of the {dates} dates."),
        }
    }
}

/// A date of a session, as attendance needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScheduledDate {
    /// The date.
    pub id: DateId,
    /// Its start.
    pub starts_at: DateTime<Utc>,
    /// Its end.
    pub ends_at: DateTime<Utc>,
}

impl ScheduledDate {
    /// Its length in whole minutes.
    #[must_use]
    pub fn minutes(&self) -> i32 {
        i32::try_from(self.ends_at.signed_duration_since(self.starts_at).num_minutes())
            .unwrap_or(i32::MAX)
            .max(0)
    }
}

/// What was seen of one person at one date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The date.
    pub date: DateId,
    /// Present, partly or absent.
    pub outcome: Outcome,
    /// The minutes there; only with partly.
    pub minutes: Option<i32>,
    /// Whether a meeting's record says so, and not somebody who looked.
    pub by_record: bool,
}

impl Mark {
    /// As somebody saw it.
    #[must_use]
    pub fn seen(date: DateId, outcome: Outcome, minutes: Option<i32>) -> Self {
        Self { date, outcome, minutes, by_record: false }
    }

    /// Checks the mark against its date; `field` is the mark's place in the input, such as `marks[3]`.
    ///
    /// # Errors
    /// Minutes that contradict the outcome.
    pub fn check(&self, field: &str, date: &ScheduledDate) -> Result<(), FieldError> {
        let scheduled = date.minutes();
        let wrong = |message: String| Err(FieldError::new(format!("{field}.minutes"), message));
        match (self.outcome, self.minutes) {
            (Outcome::Partly, _) if scheduled < 2 => Err(FieldError::new(
                format!("{field}.outcome"),
                "This date is too short to be there for part of it.",
            )),
            (Outcome::Partly, Some(minutes)) if (1..scheduled).contains(&minutes) => Ok(()),
            (Outcome::Partly, _) => wrong(format!(
                "Enter the minutes they were there, from 1 to {}; for all of it, mark them present.",
                scheduled - 1
            )),
            (Outcome::Present | Outcome::Absent, None) => Ok(()),
            (Outcome::Present | Outcome::Absent, Some(_)) => {
                wrong("Leave the minutes out, or mark them as there for part of it.".to_owned())
            }
        }
    }

    /// The minutes this mark stands for.
    #[must_use]
    pub fn attended_minutes(&self, date: &ScheduledDate) -> i32 {
        match self.outcome {
            Outcome::Present => date.minutes(),
            Outcome::Partly => self.minutes.unwrap_or_default().clamp(0, date.minutes()),
            Outcome::Absent => 0,
        }
    }
}

/// The last day, in the session's zone, on which these marks say the person was there.
#[must_use]
pub fn last_attended(dates: &[ScheduledDate], marks: &[Mark], zone: Tz) -> Option<NaiveDate> {
    let there = |date: &&ScheduledDate| {
        marks.iter().any(|mark| mark.date == date.id && mark.attended_minutes(date) > 0)
    };
    dates.iter().filter(there).map(|date| date.starts_at).max().map(|at| day_in(at, zone))
}

/// Until when "This is wrong" can be said about a result recorded at `at`.
#[must_use]
pub fn objections_end(at: DateTime<Utc>) -> DateTime<Utc> {
    at + TimeDelta::days(OBJECTION_DAYS)
}

/// What a person's marks come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Attended, partly attended or no-show.
    pub outcome: BookingState,
    /// Minutes there, over all dates.
    pub attended_minutes: i32,
    /// Minutes there were, over all dates.
    pub scheduled_minutes: i32,
    /// Dates that were attended enough.
    pub dates_attended: usize,
    /// Attended only because the trainer gave a reason.
    pub by_reason: bool,
    /// A meeting's record says all of the minutes there.
    pub by_record: bool,
}

/// Judges one booking's marks over all dates of its session. With a trainer's reason, some attendance is enough;
/// nobody completes a course they were not at, so without a minute it stays a no-show.
///
/// A date without a mark counts as absent: whether marks are missing is asked by [`missing_marks`] first.
#[must_use]
pub fn judge(
    rule: AttendanceRule,
    dates: &[ScheduledDate],
    marks: &[Mark],
    trainer_completes: bool,
) -> Judged {
    let (mut attended_minutes, mut scheduled_minutes, mut dates_attended) = (0_i32, 0_i32, 0);
    let mut by_record = true;
    for date in dates {
        let mark = marks.iter().find(|mark| mark.date == date.id);
        let there = mark.map_or(0, |mark| mark.attended_minutes(date));
        by_record &= there == 0 || mark.is_some_and(|mark| mark.by_record);
        attended_minutes = attended_minutes.saturating_add(there);
        scheduled_minutes = scheduled_minutes.saturating_add(date.minutes());
        dates_attended += usize::from(rule.date_is_enough(there, date.minutes()));
    }
    let enough = dates_attended > 0 && dates_attended >= rule.dates_needed_of(dates.len());
    let by_reason = !enough && trainer_completes && attended_minutes > 0;
    let outcome = if enough || by_reason {
        BookingState::Attended
    } else if attended_minutes > 0 {
        BookingState::PartlyAttended
    } else {
        BookingState::NoShow
    };
    let by_record = by_record && attended_minutes > 0;
    Judged { outcome, attended_minutes, scheduled_minutes, dates_attended, by_reason, by_record }
}

/// What a booking's result is judged from, as words that are the same exactly while nothing of it changes: its dates
/// as they took place, its marks, and whether a trainer gave a reason.
#[must_use]
pub fn judged_from(dates: &[ScheduledDate], marks: &[Mark], trainer_completes: bool) -> String {
    let mut parts: Vec<String> = dates
        .iter()
        .map(|date| {
            let mark = marks.iter().find(|mark| mark.date == date.id);
            let seen = mark.map_or_else(String::new, |mark| {
                let minutes = mark.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
                let record = if mark.by_record { " record" } else { "" };
                format!("{} {minutes}{record}", mark.outcome)
            });
            format!("{} {} {} {seen}", date.id, date.starts_at.timestamp(), date.ends_at.timestamp())
        })
        .collect();
    parts.sort_unstable();
    parts.push(if trainer_completes { "by reason".to_owned() } else { String::new() });
    parts.join(";")
}

/// The marks still missing before the register can be closed, in the order of bookings, then dates.
#[must_use]
pub fn missing_marks(
    bookings: &[BookingId],
    dates: &[DateId],
    marked: &[(BookingId, DateId)],
) -> Vec<(BookingId, DateId)> {
    let marked: HashSet<_> = marked.iter().copied().collect();
    bookings
        .iter()
        .flat_map(|booking| dates.iter().map(move |date| (*booking, *date)))
        .filter(|pair| !marked.contains(pair))
        .collect()
}

/// Checks how long a date really ran: it has started as planned, and what is said of it is over and of that day's
/// sitting.
///
/// # Errors
/// The field that is wrong, and why.
pub fn check_ran(
    planned: &ScheduledDate,
    ran: (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<ScheduledDate, FieldError> {
    let (starts_at, ends_at) = ran;
    if now < planned.starts_at {
        let message = "This date has not started yet. Move it instead, so that everybody is told.";
        return Err(FieldError::new("starts_at", message));
    }
    if (starts_at - planned.starts_at).abs() > TimeDelta::hours(LONGEST_SHIFT_HOURS) {
        let message = format!("Enter a start within {LONGEST_SHIFT_HOURS} hours of the planned one.");
        return Err(FieldError::new("starts_at", message));
    }
    if ends_at <= starts_at {
        return Err(FieldError::new("ends_at", "Enter an end after the start."));
    }
    if ends_at - starts_at > TimeDelta::hours(MAX_DATE_HOURS) {
        let message = format!("A date can be at most {MAX_DATE_HOURS} hours long.");
        return Err(FieldError::new("ends_at", message));
    }
    if ends_at > now {
        return Err(FieldError::new(
            "ends_at",
            "Enter an end that is past: what is still to come can change.",
        ));
    }
    Ok(ScheduledDate { id: planned.id, starts_at, ends_at })
}

/// Whether the last date has ended, so that the register may be closed. A session without dates is never finished.
#[must_use]
pub fn is_finished(dates: &[ScheduledDate], now: DateTime<Utc>) -> bool {
    dates.iter().map(|date| date.ends_at).max().is_some_and(|last| now >= last)
}
