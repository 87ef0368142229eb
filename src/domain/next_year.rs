//! The dates of one year made again for the next: the same day of the same week of the year, at the same time by the clock.
//!
//! Weeks are counted as the ISO calendar counts them, so the third Tuesday of a term stays in that week of term. A year
//! of 53 weeks gives its last week's dates to week 52 of the next. What would fall on a bank holiday of England goes to the
//! same weekday a week later, as in a series; what fell on a weekend goes to the working day after it. No two dates of one
//! session come to the same day.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;

use super::{
    sessions::Span,
    times::{NoSuchTime, day_in, moment_of},
    words::SessionState,
    working_days::{bank_holiday_on, is_working_day, n_working_days_after},
};

/// Whether a session is made again for the next year: one that takes or took place, and that anybody may book.
#[must_use]
pub const fn is_made_again(state: SessionState, private: bool) -> bool {
    matches!(state, SessionState::Published | SessionState::Delivered) && !private
}

/// Why a date is not on the day the week gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// That day is a bank holiday: its name.
    BankHoliday(&'static str),
    /// That day is a Saturday or Sunday.
    Weekend,
    /// Another date of the same session is on that day.
    Taken,
}

/// A date of the next year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextDate {
    /// When it is.
    pub span: Span,
    /// The day its week gives, and why it is on another.
    pub stepped: Option<(NaiveDate, Stepped)>,
}

/// The same day of the same week in the year after, by the ISO calendar; about New Year, where that week belongs to another
/// year than its days, the nearest one that is in the year after.
#[must_use]
pub fn same_week_next_year(day: NaiveDate) -> NaiveDate {
    let week = day.iso_week();
    let next = week.year() + 1;
    let in_week = |number| NaiveDate::from_isoywd_opt(next, number, day.weekday());
    let found = in_week(week.week()).or_else(|| in_week(52)).unwrap_or(day);
    let a_week = Days::new(7);
    match found.year().cmp(&(day.year() + 1)) {
        Ordering::Less => found.checked_add_days(a_week).unwrap_or(found),
        Ordering::Equal => found,
        Ordering::Greater => found.checked_sub_days(a_week).unwrap_or(found),
    }
}

/// A session's dates in the year after, in order.
///
/// # Errors
/// The clocks go forward over the time of one of them.
pub fn next_year(dates: &[Span], zone: Tz) -> Result<Vec<NextDate>, NoSuchTime> {
    let mut in_order = dates.to_vec();
    in_order.sort_unstable();
    let wanted: Vec<NaiveDate> =
        in_order.iter().map(|date| same_week_next_year(day_in(date.starts_at, zone))).collect();
    let mut taken: Vec<NaiveDate> = Vec::with_capacity(in_order.len());
    let mut made = Vec::with_capacity(in_order.len());
    for (at, date) in in_order.iter().enumerate() {
        let Some(given) = wanted.get(at).copied() else { continue };
        // Where two dates of one session are on one day, as morning and afternoon, they stay together.
        let with_before = at.checked_sub(1).filter(|before| {
            in_order
                .get(*before)
                .is_some_and(|old| day_in(old.starts_at, zone) == day_in(date.starts_at, zone))
        });
        let (on, why) = match with_before.and_then(|before| taken.get(before).copied()) {
            Some(same) => (same, (same != given).then(|| reason(given))),
            None => place(given, &wanted, &taken),
        };
        taken.push(on);
        let starts_at: DateTime<Utc> = moment_of(on, date.starts_at.with_timezone(&zone).time(), zone)?;
        let span = Span { starts_at, ends_at: starts_at + (date.ends_at - date.starts_at) };
        made.push(NextDate { span, stepped: why.map(|why| (given, why)) });
    }
    made.sort_unstable_by_key(|date| date.span);
    Ok(made)
}

fn reason(given: NaiveDate) -> Stepped {
    if let Some(holiday) = bank_holiday_on(given) {
        return Stepped::BankHoliday(holiday);
    }
    match given.weekday() {
        Weekday::Sat | Weekday::Sun => Stepped::Weekend,
        _ => Stepped::Taken,
    }
}

/// The day a date comes to, and why it is not the one its week gives.
fn place(given: NaiveDate, wanted: &[NaiveDate], taken: &[NaiveDate]) -> (NaiveDate, Option<Stepped>) {
    if is_working_day(given) && !taken.contains(&given) {
        return (given, None);
    }
    let why = reason(given);
    let free = |day: &NaiveDate| !taken.contains(day) && !wanted.contains(day);
    if matches!(why, Stepped::BankHoliday(_)) && !matches!(given.weekday(), Weekday::Sat | Weekday::Sun) {
        let mut later = (1..=4).filter_map(|weeks| given.checked_add_days(Days::new(7 * weeks)));
        if let Some(day) = later.find(|day| is_working_day(*day)).filter(free) {
            return (day, Some(why));
        }
    }
    let mut day = n_working_days_after(given, 1);
    while !free(&day) && day != NaiveDate::MAX {
        day = n_working_days_after(day, 1);
    }
    (day, Some(why))
}
