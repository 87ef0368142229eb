//! Whoever runs a session holds no place on it: what they had ends, and the place goes on to those who wait.

use std::rc::Rc;

use super::end_booking::end;
use crate::{
    domain::{
        ids::{BookingId, PersonId},
        words::{BookingState, CancelReason},
    },
    store::write::bookings::booking,
    usecases::{change::Change, error::Failure, events::Ending, loaded_session::Scene},
};

/// Why it ends, as its holder is told.
const BECAUSE: &str = "You run this course date, and whoever runs it has no place on it.";

/// A place that ended because its holder runs the session.
pub(crate) struct EndedPlace {
    pub(crate) booking: BookingId,
    pub(crate) name: String,
}

/// Ends the active bookings of everybody who runs the session. They and the session must be locked.
pub(crate) fn end_trainers_places(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    by: Option<PersonId>,
) -> Result<Vec<EndedPlace>, Failure> {
    let mut ended = Vec::new();
    for mut booking in booking::of_session(change.conn(), scene.id(), BookingState::ACTIVE)? {
        let Some((_, name)) = scene.trainers.iter().find(|(trainer, _)| *trainer == booking.person_id) else {
            continue;
        };
        booking.give_up_reason = Some(CancelReason::Other);
        let how = Ending::GivenUp { reason: Some(BECAUSE.to_owned()) };
        end(change, scene, &mut booking, BookingState::Cancelled, (by, Some(BECAUSE)), how)?;
        ended.push(EndedPlace { booking: booking.id, name: name.clone() });
    }
    Ok(ended)
}
