//! A year of dates in one go: "monthly on the second Tuesday at 10:00".
//!
//! Dates are worked out on the calendar and the wall clock and only then turned into moments, so 10:00 stays 10:00
//! when the clocks change. A date on a bank holiday of England goes to the same weekday a week later (and on, while
//! that is one too): people plan around "Tuesdays at ten", so the weekday is kept rather than the week. Where the
//! later date is one of the series already, as in a weekly one, the holiday is left out and the series goes on.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::{
    times::{self, NoSuchTime},
    working_days::{bank_holiday_on, is_beyond_known, last_weekday, nth_weekday},
};

/// The most dates one series makes.
pub const MAX_DATES: usize = 100;
/// The longest date of a series, in minutes.
pub const MAX_MINUTES: i32 = 24 * 60;
/// The most weeks between two dates.
pub const MAX_WEEKS: u32 = 52;
/// The most months between two dates.
pub const MAX_MONTHS: u32 = 12;

/// Which week of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Week {
    /// The first such weekday of the month.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// The fourth.
    Fourth,
    /// The last, be it the fourth or the fifth.
    Last,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Every so many weeks, on the weekday of the first day.
    Weeks {
        /// 1 for weekly.
        every: u32,
    },
    /// Every so many months, on one weekday of the month.
    Months {
        /// 1 for monthly.
        every: u32,
        /// Which week of the month.
        week: Week,
        /// Which day of the week.
        weekday: Weekday,
    },
}

/// How long the series goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesEnd {
    /// After this many dates.
    Count(usize),
    /// With the last date on or before this day.
    Until(NaiveDate),
}

/// A series as a coordinator describes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    /// No date is before this day; a weekly series starts on it.
    pub first_day: NaiveDate,
    /// The wall-clock time every date starts at.
    pub starts: NaiveTime,
    /// The length of every date.
    pub minutes: i32,
    /// The zone of the wall clock.
    pub zone: Tz,
    /// How often.
    pub rhythm: Rhythm,
    /// How long.
    pub end: SeriesEnd,
}

/// One date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesDate {
    /// The day in the series' zone.
    pub day: NaiveDate,
    /// Its start.
    pub starts_at: DateTime<Utc>,
    /// Its end.
    pub ends_at: DateTime<Utc>,
}

/// A day of the series that is a bank holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SteppedRound {
    /// The day the rhythm gave.
    pub day: NaiveDate,
    /// The bank holiday.
    pub holiday: &'static str,
    /// Where the date went; `None` if the series had that date already, or had ended by then.
    pub to: Option<NaiveDate>,
}

/// What a series comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The dates, in order, no two on one day.
    pub dates: Vec<SeriesDate>,
    /// The bank holidays met.
    pub stepped: Vec<SteppedRound>,
    /// What the coordinator should know before saving, as plain sentences.
    pub warnings: Vec<String>,
}

/// Why a series cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// The clocks skip the start of one date.
    #[error("{0}. Choose another time.")]
    NoSuchTime(#[from] NoSuchTime),
    /// Longer than a day, or of no length.
    #[error("A date lasts between 1 minute and 24 hours.")]
    Length,
    /// Every 0 weeks, or less than once a year.
    #[error("Choose every 1 to 52 weeks, or every 1 to 12 months.")]
    Rhythm,
    /// Not one date.
    #[error("This gives no date. Choose a later end or at least 1 date.")]
    Empty,
    /// More than [`MAX_DATES`].
    #[error("This gives more than {MAX_DATES} dates. Choose an earlier end or fewer dates.")]
    TooMany,
    /// It begins beyond the years a calendar can show.
    #[error("This goes beyond the year 9999. Choose an earlier first day.")]
    TooFar,
    /// It goes on beyond them.
    #[error("This goes beyond the year 9999. Choose an earlier end or fewer dates.")]
    EndsTooFar,
}

/// A part of a series' description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesPart {
    /// The day no date is before.
    FirstDay,
    /// The wall-clock time.
    Starts,
    /// The length of every date.
    Minutes,
    /// How often.
    Rhythm,
    /// How many dates.
    Count,
    /// The last day.
    Until,
}

impl SeriesEnd {
    /// The part of the description that says it.
    #[must_use]
    pub const fn part(self) -> SeriesPart {
        match self {
            Self::Count(_) => SeriesPart::Count,
            Self::Until(_) => SeriesPart::Until,
        }
    }
}

impl SeriesError {
    /// What is to be said otherwise of a series that ends like this.
    #[must_use]
    pub const fn part(self, end: SeriesEnd) -> SeriesPart {
        match self {
            Self::NoSuchTime(_) => SeriesPart::Starts,
            Self::Length => SeriesPart::Minutes,
            Self::Rhythm => SeriesPart::Rhythm,
            Self::Empty | Self::TooMany | Self::EndsTooFar => end.part(),
            Self::TooFar => SeriesPart::FirstDay,
        }
    }
}

impl Series {
    /// Works out the dates.
    ///
    /// # Errors
    /// A start the clocks skip, or a series without an end in sight.
    pub fn schedule(&self) -> Result<Schedule, SeriesError> {
        self.check()?;
        let mut schedule = Schedule { dates: Vec::new(), stepped: Vec::new(), warnings: Vec::new() };
        for turn in 0.. {
            let beyond =
                if schedule.dates.is_empty() { SeriesError::TooFar } else { SeriesError::EndsTooFar };
            let planned = self.planned_day(turn).ok_or(beyond)?;
            if self.is_over(planned, schedule.dates.len()) {
                break;
            }
            let mut day = planned;
            while bank_holiday_on(day).is_some() {
                day = weeks_later(day, 1).ok_or(beyond)?;
            }
            let taken = schedule.dates.last().is_some_and(|last| last.day >= day);
            let kept = !taken && !self.is_over(day, schedule.dates.len());
            if let Some(holiday) = bank_holiday_on(planned) {
                schedule.stepped.push(SteppedRound { day: planned, holiday, to: kept.then_some(day) });
            }
            if kept {
                if schedule.dates.len() == MAX_DATES {
                    return Err(SeriesError::TooMany);
                }
                schedule.dates.push(self.date_on(day)?);
            }
        }
        if schedule.dates.is_empty() {
            return Err(SeriesError::Empty);
        }
        schedule.warnings = warnings(&schedule.dates);
        Ok(schedule)
    }

    fn check(&self) -> Result<(), SeriesError> {
        if !(1..=MAX_MINUTES).contains(&self.minutes) {
            return Err(SeriesError::Length);
        }
        let often_enough = match self.rhythm {
            Rhythm::Weeks { every } => (1..=MAX_WEEKS).contains(&every),
            Rhythm::Months { every, .. } => (1..=MAX_MONTHS).contains(&every),
        };
        if !often_enough {
            return Err(SeriesError::Rhythm);
        }
        match self.end {
            SeriesEnd::Count(0) => Err(SeriesError::Empty),
            SeriesEnd::Count(count) if count > MAX_DATES => Err(SeriesError::TooMany),
            SeriesEnd::Until(last) if last < self.first_day => Err(SeriesError::Empty),
            _ => Ok(()),
        }
    }

    fn is_over(&self, day: NaiveDate, made: usize) -> bool {
        match self.end {
            SeriesEnd::Count(count) => made >= count,
            SeriesEnd::Until(last) => day > last,
        }
    }

    /// The day the rhythm gives at a turn (counted from 0), bank holiday or not.
    fn planned_day(&self, turn: u32) -> Option<NaiveDate> {
        match self.rhythm {
            Rhythm::Weeks { every } => weeks_later(self.first_day, every.checked_mul(turn)?),
            Rhythm::Months { every, week, weekday } => {
                let in_month = |months: u32| weekday_of_month(self.first_day, months, week, weekday);
                let first = u32::from(in_month(0)? < self.first_day);
                in_month(first + every.checked_mul(turn)?)
            }
        }
        .filter(|day| day.year() <= 9999)
    }

    fn date_on(&self, day: NaiveDate) -> Result<SeriesDate, SeriesError> {
        let starts_at = times::moment_of(day, self.starts, self.zone)?;
        let ends_at = starts_at + TimeDelta::minutes(self.minutes.into());
        Ok(SeriesDate { day, starts_at, ends_at })
    }
}

/// The day so many months after another one on the same weekday of the month ("the second Tuesday"; a fifth is the
/// last), a week later where that is a bank holiday. `None` beyond the calendar.
#[must_use]
pub fn months_later(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    let week = [Week::First, Week::Second, Week::Third, Week::Fourth, Week::Last][first.day0() as usize / 7];
    let mut day = weekday_of_month(first, months, week, first.weekday())?;
    while bank_holiday_on(day).is_some() {
        day = weeks_later(day, 1)?;
    }
    Some(day)
}

fn weeks_later(day: NaiveDate, weeks: u32) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(7 * u64::from(weeks)))
}

fn weekday_of_month(from: NaiveDate, months: u32, week: Week, weekday: Weekday) -> Option<NaiveDate> {
    let month = from.with_day(1)?.checked_add_months(chrono::Months::new(months))?;
    let nth = |n| nth_weekday(month.year(), month.month(), weekday, n);
    match week {
        Week::First => nth(1),
        Week::Second => nth(2),
        Week::Third => nth(3),
        Week::Fourth => nth(4),
        Week::Last => last_weekday(month.year(), month.month(), weekday),
    }
}

fn warnings(dates: &[SeriesDate]) -> Vec<String> {
    let mut years: Vec<i32> =
        dates.iter().map(|date| date.day.year()).filter(|year| is_beyond_known(*year)).collect();
    years.dedup();
    years
        .into_iter()
        .map(|year| {
            format!(
                "The bank holidays of {year} are worked out by the usual rules: check these dates again once \
                 the government has published that year's list."
            )
        })
        .collect()
}
