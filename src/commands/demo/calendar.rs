//! The days and hours on which the demo's people meet, and at which they are at their desks.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::domain::{
    recurrence::{Rhythm, Series, SeriesEnd, Week},
    times::{LONDON, moment_of},
    working_days::{easter_sunday, is_working_day, london_day},
};

/// Start and end of a date.
pub type Slot = (DateTime<Utc>, DateTime<Utc>);

/// Whose days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Whoever works in an office.
    Offices,
    /// Teachers: not in the school holidays either.
    Schools,
}

/// From Christmas Eve to 2 January nobody is asked to a course.
fn between_the_years(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (12, 24..) | (1, ..=2))
}

/// Roughly when the schools of England are closed.
fn school_holidays(day: NaiveDate) -> bool {
    let from_easter = day.signed_duration_since(easter_sunday(day.year())).num_days();
    match (day.month(), day.day()) {
        (12, 19..) | (1, ..=4) | (2, 13..=21) | (5, 24..) | (7, 20..) | (8, _) | (9, ..=3) | (10, 23..) => {
            true
        }
        _ => (-12..=7).contains(&from_easter),
    }
}

/// Whether a date can be on a day.
fn is_open(day: NaiveDate, open: Open) -> bool {
    is_working_day(day) && !between_the_years(day) && !(open == Open::Schools && school_holidays(day))
}

/// The day itself, or the first such weekday after it on which a date can be.
pub fn fit(mut day: NaiveDate, open: Open) -> NaiveDate {
    while !is_open(day, open) {
        day = day + Days::new(7);
    }
    day
}

/// The first such weekday from so many days after today on, on which a date can be.
pub fn weekday_from(today: DateTime<Utc>, days: i64, weekday: Weekday, open: Open) -> NaiveDate {
    let mut day = london_day(today + TimeDelta::days(days));
    while day.weekday() != weekday {
        day = day + Days::new(1);
    }
    fit(day, open)
}

/// A date of so many minutes that begins at this hour in London.
pub fn slot(day: NaiveDate, (hour, minute): (u32, u32), minutes: i64) -> Slot {
    let at = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let starts = moment_of(day, at, LONDON).unwrap_or_else(|_| day.and_time(at).and_utc());
    (starts, starts + TimeDelta::minutes(minutes))
}

/// A moment at which somebody is at their desk: on that day, or on the last working day before it. `turn` spreads
/// what many do over the day.
pub fn at_desk(near: DateTime<Utc>, turn: usize) -> DateTime<Utc> {
    let mut day = london_day(near);
    while !is_working_day(day) {
        day = day - Days::new(1);
    }
    let minutes = i64::try_from(turn * 37 % 440).unwrap_or_default();
    slot(day, (9, 5), 0).0 + TimeDelta::minutes(minutes)
}

/// A rhythm of dates: every so many months in that week on that weekday, from `first_day` on.
pub fn monthly(
    first_day: NaiveDate,
    (every, week, weekday): (u32, Week, Weekday),
    ((hour, minute), minutes): ((u32, u32), i32),
    (count, open): (usize, Open),
) -> Vec<Slot> {
    let series = Series {
        first_day,
        starts: NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default(),
        minutes,
        zone: LONDON,
        rhythm: Rhythm::Months { every, week, weekday },
        end: SeriesEnd::Count(count),
    };
    let days = series.schedule().map(|schedule| schedule.dates).unwrap_or_default();
    days.into_iter().map(|date| slot(fit(date.day, open), (hour, minute), i64::from(minutes))).collect()
}
