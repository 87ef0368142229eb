//! Who is current in practice: for how long having done a course, or saying that one practises, keeps somebody so.

use chrono::{Days, Months, NaiveDate};

use super::{
    input::{FieldError, FieldErrors, long_text, optional_short_text},
    words::words,
};

/// The longest time for which a course can keep somebody current, in months.
pub const MOST_MONTHS: i64 = 120;
/// So many days before somebody is no longer current they are told, and it is shown as soon over.
pub const SOON_DAYS: u64 = 60;
/// The longest words of what a practitioner is asked for, and of the answer, in characters.
pub const LONGEST_ASK: usize = 1_000;
/// The longest words about where and when, in characters.
pub const LONGEST_WISH: usize = 200;
/// The longest telephone number, in characters.
pub const LONGEST_PHONE: usize = 40;

words! {
    /// How somebody stands in practice.
    PracticeState {
        /// Current, and for a while.
        Current = "current",
        /// Current, and soon no longer.
        LapsesSoon = "lapses_soon",
        /// No longer current.
        Lapsed = "lapsed",
        /// Trained, but nobody knows when, and nothing since.
        DateUnknown = "date_unknown",
    }
}

/// A completion of a course that keeps people current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// The day; none where only the fact is known.
    pub on: Option<NaiveDate>,
    /// It was withdrawn, and counts for nothing.
    pub withdrawn: bool,
}

/// Whether and until when somebody is current by a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Currency {
    /// They have not done it.
    NotTrained,
    /// They have, on a day nobody knows, and said nothing since.
    DateUnknown,
    /// They have; the last day on which they are current, itself included.
    Until(NaiveDate),
}

impl Currency {
    /// Until when somebody is current: so many months after the last day on which they did the course or declared that
    /// they practise. A month's end that the month in question does not have is its last day. Who has not done the
    /// course becomes a practitioner by no declaration.
    #[must_use]
    pub fn of(months: u32, done: &[Done], declared: &[NaiveDate]) -> Self {
        let counts = || done.iter().filter(|one| !one.withdrawn);
        if counts().next().is_none() {
            return Self::NotTrained;
        }
        let last = counts().filter_map(|one| one.on).chain(declared.iter().copied()).max();
        let until = last.and_then(|last| last.checked_add_months(Months::new(months)));
        until.map_or(Self::DateUnknown, Self::Until)
    }

    /// How that stands on a day; none for somebody who has not done the course.
    #[must_use]
    pub fn state_on(self, today: NaiveDate) -> Option<PracticeState> {
        let soon = today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX);
        match self {
            Self::NotTrained => None,
            Self::DateUnknown => Some(PracticeState::DateUnknown),
            Self::Until(until) if until < today => Some(PracticeState::Lapsed),
            Self::Until(until) if until <= soon => Some(PracticeState::LapsesSoon),
            Self::Until(_) => Some(PracticeState::Current),
        }
    }

    /// The last day, where there is one.
    #[must_use]
    pub const fn until(self) -> Option<NaiveDate> {
        match self {
            Self::Until(until) => Some(until),
            Self::NotTrained | Self::DateUnknown => None,
        }
    }
}

/// Reads for how many months a course keeps people current; none for a course that makes no practitioners.
///
/// # Errors
/// Out of range.
pub fn check_months(months: Option<i64>) -> Result<Option<i32>, FieldError> {
    let Some(months) = months else { return Ok(None) };
    let fits = (1..=MOST_MONTHS).contains(&months);
    let wrong =
        || FieldError::new("current_months", format!("Enter a number of months from 1 to {MOST_MONTHS}."));
    i32::try_from(months).ok().filter(|_| fits).map(Some).ok_or_else(wrong)
}

/// What somebody asks a practitioner for, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerAsk {
    /// What for.
    pub what: String,
    /// Where.
    pub place: Option<String>,
    /// When.
    pub wanted: Option<String>,
    /// Where they want to be rung.
    pub phone: Option<String>,
}

impl PractitionerAsk {
    /// Reads it: `phone` counts only where somebody wants to be rung.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn read(typed: &Self, ring_me: bool) -> Result<Self, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let what = errors.keep(long_text("what", &typed.what, LONGEST_ASK));
        let place = errors.keep(optional_short_text("place", typed.place.as_deref(), LONGEST_WISH));
        let wanted = errors.keep(optional_short_text("wanted", typed.wanted.as_deref(), LONGEST_WISH));
        let phone =
            errors.keep(optional_short_text("phone", typed.phone.as_deref(), LONGEST_PHONE)).flatten();
        if ring_me && phone.is_none() {
            errors.add("phone", "Enter the number we can ring, or leave “Ring me” out.");
        }
        errors.finish(Self {
            what: what.unwrap_or_default(),
            place: place.flatten(),
            wanted: wanted.flatten(),
            phone: phone.filter(|_| ring_me),
        })
    }
}
