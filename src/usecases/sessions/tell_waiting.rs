//! Whoever asks for a place, waits for one or has one on offer hears once that the dates or the place changed, and what
//! was said for another day ends.

use super::{
    collisions::{Spans, told_clashes},
    difference::Difference,
};
use crate::{
    domain::{places::offer_until, words::BookingState},
    mail::message::{DatesChanged, Message, Moment, Page},
    store::{
        read::people::person,
        write::bookings::booking::{self, BookingRow},
    },
    usecases::{
        change::Change,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{letter, post_to_person},
    },
};

/// A session before and after.
pub(crate) type Both<'a> = (&'a Scene, &'a Scene);

/// Tells everybody without a place yet.
pub(crate) fn tell_waiting(
    change: &mut Change<'_, '_>,
    (before, after): Both<'_>,
    what: &Difference,
    spans: Spans<'_>,
) -> Result<(), Failure> {
    let without = [BookingState::Requested, BookingState::Offered, BookingState::Waitlisted];
    for mut booking in booking::of_session(change.conn(), after.id(), &without)? {
        let offered_until = keep_offer(change, after, &booking)?;
        let automatic_ended = what.moves_dates() && end_automatic(change, &mut booking)?;
        // Whoever has yet to confirm their address is told what is held for them by the page that confirms it.
        if booking.joined_at.is_none()
            && booking.state == BookingState::Offered
            && !person::is_confirmed(change.conn(), booking.person_id)?
        {
            continue;
        }
        let about = (booking.person_id, after.id());
        let page = if offered_until.is_some() { "/offer" } else { "" };
        let mail = DatesChanged {
            session: after.facts(),
            changes: what.in_words(before, after),
            requested: booking.state == BookingState::Requested,
            offered_until,
            automatic_ended,
            clashes: told_clashes(change.conn(), about, spans)?,
            reference: booking.reference.clone(),
            page: Page::at(format!("/bookings/{}{page}", booking.id)),
        };
        post_to_person(change, booking.person_id, |to| {
            letter(&to, Message::DatesChanged(mail), after, &booking)
        })?;
    }
    Ok(())
}

/// An open offer keeps its time and never ends after the date starts. Gives until when it stands.
fn keep_offer(
    change: &mut Change<'_, '_>,
    after: &Scene,
    booking: &BookingRow,
) -> Result<Option<Moment>, Failure> {
    let Some(offer) = booking::open_offer(change.conn(), booking.id)? else { return Ok(None) };
    let had = offer.expires_at.and_utc();
    let until = offer_until(had, after.starts_at());
    if until != had {
        booking::hold_offer_until(change.tx, offer.id, until)?;
    }
    Ok(Some(after.moment(until)))
}

/// "Book me automatically" was said for another day. Gives whether it had been said.
fn end_automatic(change: &mut Change<'_, '_>, booking: &mut BookingRow) -> Result<bool, Failure> {
    if booking.auto_book_until.take().is_none() {
        return Ok(false);
    }
    booking::store(change.tx, booking)?;
    change.note(None, "automatic_booking_ended", ("booking", booking.id), None);
    Ok(true)
}
