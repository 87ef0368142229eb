//! Mails to people without a place yet, and to whoever said yes for somebody, when we change a course date.

use serde::{Deserialize, Serialize};

use super::facts::{CourseDate, Moment, Page, SessionFacts};

/// To somebody who asks or waits for a place, or has one on offer: we changed the dates or the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatesChanged {
    /// As it is now.
    pub session: SessionFacts,
    /// What changed, a sentence each.
    pub changes: Vec<String>,
    /// Whether the reader waits for a yes.
    pub requested: bool,
    /// Until when a place is held for them, if one is on offer.
    pub offered_until: Option<Moment>,
    /// "Book me automatically" was said for another day, and has ended.
    pub automatic_ended: bool,
    /// What else the reader has at the new time.
    pub clashes: Vec<CourseDate>,
    /// The booking's reference.
    pub reference: String,
    /// Where to answer the offer, or the booking's page.
    pub page: Page,
}

/// To whoever is to say yes for somebody, or said it for other dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalDatesChanged {
    /// Whose place it is.
    pub person: String,
    /// As it is now.
    pub session: SessionFacts,
    /// What changed, a sentence each.
    pub changes: Vec<String>,
    /// The booking's reference.
    pub reference: String,
    /// Until when the reader can answer; `None` when they said yes already.
    pub answer_by: Option<Moment>,
    /// Where to answer, or the booking's page.
    pub page: Page,
}
