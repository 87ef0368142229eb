//! Complaints about a session: when one came, what it says, and what followed.

use chrono::NaiveDate;

use super::input::{FieldError, FieldErrors, long_text, optional_long_text};

/// The longest words of a complaint and of what followed, in characters.
pub const LONGEST: usize = 4_000;

/// A complaint as it is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionComplaint {
    /// The day it came.
    pub came_on: NaiveDate,
    /// What it says.
    pub words: String,
    /// What followed from it; none as long as nothing has.
    pub followed: Option<String>,
}

impl SessionComplaint {
    /// Reads one.
    ///
    /// # Errors
    /// A day that has not come yet; no words; too many.
    pub fn read(
        came_on: NaiveDate,
        (words, followed): (&str, Option<&str>),
        today: NaiveDate,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        if came_on > today {
            errors.add("came_on", "This day has not come yet. Enter the day on which the complaint came.");
        }
        let words = errors.keep(long_text("words", words, LONGEST));
        let followed = errors.keep(optional_long_text("followed", followed, LONGEST));
        errors.finish(Self { came_on, words: words.unwrap_or_default(), followed: followed.flatten() })
    }
}
