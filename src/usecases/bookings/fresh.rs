//! What is known of a booking that was added in the change under way.

use std::rc::Rc;

use crate::{
    domain::words::BookingState,
    store::{read::facts::place_facts::PlaceFacts, write::bookings::booking::BookingRow},
};

/// What is known of a booking that was added in this change, so that nobody asks for it again.
#[derive(Clone)]
pub(crate) struct Fresh {
    /// What it was decided on.
    pub(crate) facts: Rc<PlaceFacts>,
    /// The place hangs on earlier ones.
    pub(crate) hangs: bool,
}

impl Fresh {
    /// Whether the person waits for the course, or has an offer of it, elsewhere.
    pub(crate) fn waits_elsewhere(&self, booking: &BookingRow) -> bool {
        self.facts.person.bookings.iter().any(|other| {
            other.course == booking.course_id
                && other.id != booking.id
                && matches!(other.state, BookingState::Waitlisted | BookingState::Offered)
        })
    }
}
