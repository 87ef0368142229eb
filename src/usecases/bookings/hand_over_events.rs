//! What happens to a place that is offered to a colleague, as values.

use std::rc::Rc;

use crate::{
    domain::ids::PersonId,
    store::write::bookings::{booking::BookingRow, hand_overs::HandOverRow},
    usecases::loaded_session::Scene,
};

/// A step of an offered hand-over.
pub(crate) struct HandOverStep {
    /// The giver's booking.
    pub(crate) booking: BookingRow,
    /// Its session.
    pub(crate) scene: Rc<Scene>,
    /// As it stood while it was open.
    pub(crate) hand_over: HandOverRow,
    /// Who did it; `None` when its time ran out or when the colleague said no, which nobody else is told.
    pub(crate) by: Option<PersonId>,
    /// What happened.
    pub(crate) what: HandOverHappened,
}

/// What a step is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HandOverHappened {
    /// The place was offered.
    Made,
    /// Nobody took it up.
    NotTakenUp,
}

impl HandOverHappened {
    /// Its word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Made => "hand_over_made",
            Self::NotTakenUp => "hand_over_not_taken_up",
        }
    }
}
