//! Making up for a missed date of a set: the same date of a sister set, on the register of one's own.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{
    ids::{CourseId, SessionId},
    words::SessionState,
};

/// A date, by its place in its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateInSet {
    /// The session.
    pub session: SessionId,
    /// Its course.
    pub course: CourseId,
    /// Where the session stands.
    pub state: SessionState,
    /// Counts the session's dates that stand from 1.
    pub number: i32,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// It was called off.
    pub cancelled: bool,
}

/// Why a date cannot be made up for there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotMadeUp {
    /// The other date is of the same session.
    #[error("Choose a date of another group: this one is of the same.")]
    SameGroup,
    /// The other date is of another course.
    #[error("Choose a date of a group on the same course.")]
    OtherCourse,
    /// The two stand at different places in their sets.
    #[error(
        "Date {missed} of this group is made up for by date {missed} of the other one, not by its date {other}."
    )]
    OtherNumber {
        /// Of the missed date.
        missed: i32,
        /// Of the other one.
        other: i32,
    },
    /// The other date did not take place.
    #[error("That date was called off.")]
    CalledOff,
    /// It is still to come, or going on.
    #[error("That date is not over yet: record it afterwards.")]
    NotOver,
    /// The missed date has not begun.
    #[error("The date to be made up for has not started yet.")]
    NotMissed,
    /// There were as many people as places.
    #[error("Every place of that date was taken.")]
    Full,
}

/// Checks that a missed date can be made up for at another one, where `there` people were for `places`.
///
/// # Errors
/// [`NotMadeUp`].
pub fn check_make_up(
    missed: &DateInSet,
    other: &DateInSet,
    (there, places): (i64, i32),
    now: DateTime<Utc>,
) -> Result<(), NotMadeUp> {
    if missed.session == other.session {
        Err(NotMadeUp::SameGroup)
    } else if missed.course != other.course {
        Err(NotMadeUp::OtherCourse)
    } else if other.cancelled || matches!(other.state, SessionState::Cancelled | SessionState::Draft) {
        Err(NotMadeUp::CalledOff)
    } else if missed.number != other.number {
        Err(NotMadeUp::OtherNumber { missed: missed.number, other: other.number })
    } else if now < missed.starts_at {
        Err(NotMadeUp::NotMissed)
    } else if now < other.ends_at {
        Err(NotMadeUp::NotOver)
    } else if there >= i64::from(places) {
        Err(NotMadeUp::Full)
    } else {
        Ok(())
    }
}
