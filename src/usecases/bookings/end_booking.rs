//! A booking ends without a result: its conditions end, its offer ends, and the place it held comes free.

use std::rc::Rc;

use super::change_state::enter;
use crate::{
    domain::{
        booking_states::holds_place,
        ids::PersonId,
        places::{FreePlace, OfferEnd},
        words::BookingState,
    },
    store::write::bookings::booking::{self, BookingRow},
    usecases::{
        change::Change,
        error::Failure,
        events::{Ending, Happened},
        loaded_session::Scene,
    },
};

/// Ends a booking in the state `to`; `reason` is kept in its history.
pub(crate) fn end(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    booking: &mut BookingRow,
    to: BookingState,
    (by, reason): (Option<PersonId>, Option<&str>),
    how: Ending,
) -> Result<(), Failure> {
    let left = let_go(change, booking, outcome_of_offer(&how))?;
    // A place that is handed over is never free: the colleague has it.
    let free = if matches!(how, Ending::HandedOver { .. }) { Vec::new() } else { left };
    enter(change, scene, booking, to, (by, reason), Happened::Ended { how, free })
}

/// How an open offer ends by it.
const fn outcome_of_offer(how: &Ending) -> OfferEnd {
    match how {
        Ending::GivenUp { .. } | Ending::OfferDeclined => OfferEnd::Declined,
        Ending::NotConfirmed | Ending::Started => OfferEnd::Unanswered,
        _ => OfferEnd::Withdrawn,
    }
}

/// What a booking that ends leaves behind; gives the place that comes free, if it held one.
fn let_go(
    change: &mut Change<'_, '_>,
    booking: &BookingRow,
    outcome: OfferEnd,
) -> Result<Vec<FreePlace>, Failure> {
    booking::end_conditions(change.tx, &[booking.id])?;
    if let Some(offer) = booking::open_offer(change.conn(), booking.id)? {
        booking::end_offer(change.tx, offer.id, outcome)?;
        return Ok(vec![FreePlace::Passed(offer.place_id)]);
    }
    Ok(if holds_place(booking.state) { vec![FreePlace::New] } else { Vec::new() })
}
