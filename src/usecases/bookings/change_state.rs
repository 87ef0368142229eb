//! Changing where a booking stands: checked by the domain, stored, kept in the booking's history, and said.

use std::rc::Rc;

use crate::{
    domain::{booking_states::change as check, ids::PersonId, words::BookingState},
    store::{
        read::facts::place_facts::Fresh,
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        change::Change,
        error::{Failure, forbidden},
        events::{BookingStep, Event, Happened},
        loaded_session::Scene,
    },
};

/// Puts a booking into another state if the rules let it go there; gives the one it came from.
fn step(booking: &mut BookingRow, to: BookingState) -> Result<BookingState, Failure> {
    let from = booking.state;
    if let Err(illegal) = check(from, to) {
        return forbidden("wrong_state", format!("{}.", sentence(&illegal.to_string())));
    }
    booking.state = to;
    Ok(from)
}

/// Takes a booking to another state; `by` is `None` when the program itself acts.
pub(crate) fn enter(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    booking: &mut BookingRow,
    to: BookingState,
    (by, reason): (Option<PersonId>, Option<&str>),
    what: Happened,
) -> Result<(), Failure> {
    let from = step(booking, to)?;
    booking::store(change.tx, booking)?;
    booking::add_event(change.tx, booking.id, booking.session_id, to, by, reason)?;
    said(change, scene, booking, (Some(from), by), what);
    Ok(())
}

/// The same for one of many bookings that enter a state at once, with [`booking::enter_all`]; `last` is the number of the
/// last line of its history.
pub(crate) fn enter_after(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    booking: &mut BookingRow,
    (to, last): (BookingState, i32),
    (by, reason): (Option<PersonId>, Option<&str>),
    what: Happened,
) -> Result<(), Failure> {
    let from = step(booking, to)?;
    let of = (booking.id, booking.session_id);
    booking::add_numbered_event(change.tx, of, last + 1, to, (by, reason))?;
    said(change, scene, booking, (Some(from), by), what);
    Ok(())
}

/// Says that a booking took a step.
pub(crate) fn said(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    booking: &BookingRow,
    (from, by): (Option<BookingState>, Option<PersonId>),
    what: Happened,
) {
    said_of(change, (scene, booking), (from, by), what, None);
}

/// The same of a booking of which something is known.
pub(crate) fn said_of(
    change: &mut Change<'_, '_>,
    (scene, booking): (&Rc<Scene>, &BookingRow),
    (from, by): (Option<BookingState>, Option<PersonId>),
    what: Happened,
    fresh: Option<Fresh>,
) {
    let step = BookingStep { booking: booking.clone(), scene: Rc::clone(scene), from, by, what, fresh };
    change.say(Event::Booking(Box::new(step)));
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
