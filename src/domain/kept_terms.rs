//! What a course was when a session's first place was taken: the session keeps it, and its results and papers go by it.

use super::{
    attendance::AttendanceRule,
    certificates::LadderPosition,
    cpd::{Time, share},
    times::{cpd_length, length},
};

/// The terms of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptTerms {
    /// Its title.
    pub title: String,
    /// The step it stands on, with its ladder; none for a course on no ladder.
    pub ladder: Option<LadderPosition>,
    /// What it leaves people able to do.
    pub outcomes: Vec<String>,
    /// CPD in minutes.
    pub cpd_minutes: i32,
    /// Length of a date in minutes.
    pub duration_minutes: i32,
    /// How much attendance is enough.
    pub enough: AttendanceRule,
    /// Who gives the training; `None` when nobody knows any more, which is no difference.
    pub provider: Option<String>,
}

impl KeptTerms {
    /// Whether results and papers by these terms and by the others come to the same.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let provider = match (&self.provider, &other.provider) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        let unnamed = |terms: &Self| Self { provider: None, ..terms.clone() };
        provider && unnamed(self) == unnamed(other)
    }
}

/// The dates a session was to have when its first place was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDates {
    /// How many.
    pub dates: i32,
    /// Their minutes together.
    pub minutes: i32,
}

/// A single date of this many minutes.
#[must_use]
pub const fn one_date(minutes: i32) -> PlannedDates {
    PlannedDates { dates: 1, minutes }
}

/// The whole length of a course in minutes, which its CPD is set for. A course's length is that of one date, so a set
/// lasts that long for each date it was to have; it is the length of the whole set where that is nearer to what its
/// dates were to last together, unless the course earns more than that.
#[must_use]
pub fn whole_length(cpd_minutes: i32, duration_minutes: i32, planned: PlannedDates) -> i32 {
    let [each, dates, minutes] = [duration_minutes, planned.dates, planned.minutes].map(i64::from);
    // Nearer as a proportion: minutes ÷ each against each × dates ÷ minutes.
    let of_a_date = dates > 1 && (cpd_minutes > duration_minutes || minutes * minutes >= each * each * dates);
    if of_a_date { duration_minutes.saturating_mul(planned.dates) } else { duration_minutes }
}

/// What a coordinator is told whose session lasts longer or shorter than its `whole` course, and what that does to the
/// CPD; `None` where they agree.
#[must_use]
pub fn length_notice(cpd_minutes: i32, whole: i32, planned: PlannedDates) -> Option<String> {
    if planned.dates == 0 || planned.minutes == whole {
        return None;
    }
    let what = match planned.dates {
        1 => "This date lasts".to_owned(),
        dates => format!("These {dates} dates last"),
    };
    let (lasts, should) = (length(planned.minutes), length(whole));
    let full = share(cpd_minutes, Time { attended: planned.minutes, took_place: planned.minutes, whole });
    let earns = if full == cpd_minutes {
        format!("Whoever is there for all of it still gets the course's {}.", cpd_length(cpd_minutes))
    } else {
        format!(
            "Whoever is there for all of it gets {} of the course's {}.",
            length(full),
            cpd_length(cpd_minutes)
        )
    };
    Some(format!("{what} {lasts}, and the course lasts {should}. {earns}"))
}
