//! Writing to everybody on a session at once.

use super::{
    input::{FieldError, FieldErrors, long_text, short_text},
    words::{BookingState, words},
};

/// Characters of a subject at most: mail programs show about as many in their lists.
pub const LONGEST_SUBJECT: usize = 120;
/// Characters of a message at most.
pub const LONGEST_MESSAGE: usize = 4_000;

words! {
    /// To whom on a session a message goes.
    Readers {
        /// Those who have a place, or had one and came.
        Booked = "booked",
        /// Those who ask or wait for a place.
        Waiting = "waiting",
        /// Both.
        All = "all",
    }
}

const BOOKED: &[BookingState] = &[BookingState::Booked, BookingState::Attended, BookingState::PartlyAttended];
const WAITING: &[BookingState] = &[BookingState::Requested, BookingState::Offered, BookingState::Waitlisted];

impl Readers {
    /// The bookings whose people read it.
    #[must_use]
    pub fn states(self) -> Vec<BookingState> {
        match self {
            Self::Booked => BOOKED.to_vec(),
            Self::Waiting => WAITING.to_vec(),
            Self::All => [BOOKED, WAITING].concat(),
        }
    }
}

/// A message as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionMessage {
    /// To whom.
    pub to: Readers,
    /// One line.
    pub subject: String,
    /// Any number of lines.
    pub words: String,
}

impl SessionMessage {
    /// Reads one.
    ///
    /// # Errors
    /// No subject or no text; too long; characters that cannot be shown.
    pub fn read(to: Readers, subject: &str, words: &str) -> Result<Self, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let subject = errors.keep(short_text("subject", subject, LONGEST_SUBJECT));
        let words = errors.keep(long_text("text", words, LONGEST_MESSAGE));
        errors.finish(Self { to, subject: subject.unwrap_or_default(), words: words.unwrap_or_default() })
    }
}
