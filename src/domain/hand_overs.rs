//! A place offered to somebody whom the giver does not manage: how long the offer stands, and what it means for giving
//! the place up.

use chrono::{DateTime, Utc};

use super::{words::words, working_days::deadline_after};

/// Working days the colleague has for their yes.
pub const DAYS_TO_SAY_YES: u32 = 1;

words! {
    /// How an offered hand-over ended.
    HandOverEnd {
        /// The colleague said yes and has the place.
        TakenUp = "taken_up",
        /// The colleague said no.
        Declined = "declined",
        /// Nobody said yes in time.
        RanOut = "ran_out",
        /// The giver keeps the place.
        TakenBack = "taken_back",
        /// The booking ended or moved meanwhile.
        Withdrawn = "withdrawn",
    }
}

/// Until when a place offered at `made_at` can be taken: 17:00 on the next working day, never after the first date's
/// start.
#[must_use]
pub fn open_until(made_at: DateTime<Utc>, first_start: DateTime<Utc>) -> DateTime<Utc> {
    deadline_after(made_at, DAYS_TO_SAY_YES).min(first_start)
}

/// An offered hand-over of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// When the place was offered.
    pub made_at: DateTime<Utc>,
    /// How it ended; `None` while it is open.
    pub ended: Option<HandOverEnd>,
}

/// The moment by which giving the place up is judged: when it was first offered, if it was and nobody took it up, else
/// now. Whoever took the offer back kept the place of their own will.
#[must_use]
pub fn judged_at(offered: &[Offered], now: DateTime<Utc>) -> DateTime<Utc> {
    let not_taken_up =
        |one: &&Offered| matches!(one.ended, None | Some(HandOverEnd::Declined | HandOverEnd::RanOut));
    offered.iter().filter(not_taken_up).map(|one| one.made_at).min().unwrap_or(now).min(now)
}
