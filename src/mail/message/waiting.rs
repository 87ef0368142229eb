//! Mails to people on a waiting list.

use serde::{Deserialize, Serialize};

use super::facts::{BookingRef, CourseDate, Day, Moment, NextDate, Page, SessionFacts};

/// The reader is on the waiting list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waitlisted {
    /// What they wait for.
    pub session: SessionFacts,
    /// The booking that waits.
    pub booking: BookingRef,
    /// Their position, counted from 1.
    pub position: u32,
    /// The last day on which a place that comes up is booked without asking, if they chose that.
    pub automatic_until: Option<Day>,
}

/// "A place has come up for you".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferMade {
    /// Where a place came up.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Until when the place is held.
    pub until: Moment,
    /// Whether the reader comes first because we called off their earlier date.
    pub displaced: bool,
    /// The booking that ends if the offer is taken.
    pub replaces: Option<CourseDate>,
    /// The offer's page.
    pub offer_page: Page,
}

/// The offer was not answered in time and went on to the next person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferPassedOn {
    /// Where the place was.
    pub session: SessionFacts,
    /// The booking that still waits.
    pub booking: BookingRef,
    /// Whether the position is kept; after a second unanswered offer the reader is skipped until they say that
    /// they still want a place.
    pub position_kept: bool,
}

/// A place is open shortly before the date: the first to book has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceOpen {
    /// Where the place is.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Where to book it.
    pub session_page: Page,
}

/// A place came up, but "book me automatically" could not take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutoBookRefused {
    /// Where the place was.
    pub session: SessionFacts,
    /// The booking that waited.
    pub booking: BookingRef,
    /// Why not, one sentence each.
    pub refusals: Vec<String>,
    /// What can be booked instead or first.
    pub next_dates: Vec<NextDate>,
}

/// The session began while the reader waited: no place had come up, or one that was offered was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoPlaceCameUp {
    /// What they waited for.
    pub session: SessionFacts,
    /// A place was on offer to them until then.
    #[serde(default)]
    pub had_offer: bool,
    /// The booking's reference.
    pub reference: String,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}
