//! Stays: who was in a meeting from when until when, as the meeting's own report says.

use chrono::{DateTime, Utc};

use super::ids::BookingId;

/// From joining to leaving, once; whoever joins again has another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// What they called themselves.
    pub name: String,
    /// Their address, where the report has one.
    pub email: Option<String>,
    /// The booking whose own link they came by; none for somebody who came another way.
    pub booking: Option<BookingId>,
    /// When they joined.
    pub joined_at: DateTime<Utc>,
    /// When they left.
    pub left_at: DateTime<Utc>,
    /// They waited to be let in meanwhile, and were not there.
    pub in_waiting_room: bool,
}
