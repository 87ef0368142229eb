//! What every write to a session does first, and what happens to a place that comes free.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::{
    change_state::{enter, said},
    end_booking::end,
    judge_eligibility::counts,
};
use crate::{
    domain::{
        booking_states::{at_first_start, upcoming},
        ids::{OfferId, PersonId, SessionId},
        places::{FreePlace, NewOffer, OfferEnd, Waiting, after_unanswered, allot, places_left},
        sessions::last_end,
        times::day_in,
        words::{BookingState, SessionState},
        working_days::{offer_expires_at, too_late_for_offers},
    },
    store::{
        WriteTx,
        read::{facts::people_facts, people::person},
        write::bookings::booking::{self, OfferRow},
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{Ending, Happened},
        loaded_session::Scene,
    },
};

/// Settles what time alone has decided about a session: offers that ran out are passed on, and at the first date's
/// start requests lapse and waiting ends. The session must be locked.
pub(crate) fn settle(change: &mut Change<'_, '_>, scene: &Rc<Scene>) -> Result<(), Failure> {
    let now = change.now();
    if scene.session.state != SessionState::Published {
        return Ok(());
    }
    if now >= scene.starts_at() {
        end_waiting(change, scene)?;
    } else {
        for offer in overdue(change.tx, scene.id(), now)? {
            pass_on(change, scene, &offer)?;
        }
    }
    // Whoever asks decides on what is left once the places have gone on.
    change.follow()
}

/// An offer ran out.
fn pass_on(change: &mut Change<'_, '_>, scene: &Rc<Scene>, offer: &OfferRow) -> Result<(), Failure> {
    let mut booking = booking::load(change.conn(), offer.booking_id)?;
    if !person::is_confirmed(change.conn(), booking.person_id)? && booking.joined_at.is_none() {
        // It was held for somebody who registered and did not confirm the address: they wait for nothing.
        let why = (None, Some("The address was not confirmed in time."));
        return end(change, scene, &mut booking, BookingState::Cancelled, why, Ending::NotConfirmed);
    }
    booking::end_offer(change.tx, offer.id, OfferEnd::Unanswered)?;
    let kept = after_unanswered(booking.unanswered_offers);
    booking.unanswered_offers = kept.unanswered;
    booking.skipped = kept.skipped;
    let why = (None, Some("The offer was not answered in time."));
    let free = vec![FreePlace::Passed(offer.place_id)];
    let what = Happened::OfferUnanswered { position_kept: !kept.skipped, free };
    enter(change, scene, &mut booking, BookingState::Waitlisted, why, what)
}

fn overdue(tx: &mut WriteTx<'_>, session: SessionId, now: DateTime<Utc>) -> Result<Vec<OfferRow>, Failure> {
    let mut offers = booking::offers_of(tx.conn(), session)?;
    offers.retain(|offer| offer.ended_at.is_none() && offer.expires_at.and_utc() <= now);
    Ok(offers)
}

fn end_waiting(change: &mut Change<'_, '_>, scene: &Rc<Scene>) -> Result<(), Failure> {
    let open = [BookingState::Requested, BookingState::Waitlisted, BookingState::Offered];
    for mut booking in booking::of_session(change.conn(), scene.id(), &open)? {
        let Some(to_state) = at_first_start(booking.state) else { continue };
        let why = (None, Some("The first date started."));
        end(change, scene, &mut booking, to_state, why, Ending::Started)?;
    }
    Ok(())
}

/// Deals with places that are free: offers them along the line, or leaves them open to all.
pub(crate) fn hand_out(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    free: &[FreePlace],
) -> Result<(), Failure> {
    let now = change.tx.now();
    if free.is_empty() || scene.session.state != SessionState::Published || now >= scene.starts_at() {
        return Ok(());
    }
    // What comes free on a course that is no longer given is offered to nobody.
    if scene.course.retired_at.is_some() {
        return Ok(());
    }
    // A place is free only as far as the capacity says so: lowering it may have swallowed what was freed.
    let held = counts(change.tx.conn(), scene)?.held;
    let left = usize::try_from(places_left(scene.session.capacity, held)).unwrap_or(0);
    let free = &free[..free.len().min(left)];
    let line = line(change.tx, scene, now)?;
    let too_late = too_late_for_offers(now, scene.starts_at());
    let allotment = allot(free, &line, too_late, day_in(now, scene.zone));
    for offer in allotment.offers {
        make_offer(change, scene, offer)?;
    }
    for id in allotment.tell_open {
        let mut booking = booking::load(change.conn(), id)?;
        booking.told_open_at = Some(now.naive_utc());
        booking::store(change.tx, &booking)?;
        said(change, scene, &booking, (Some(booking.state), None), Happened::PlaceOpened);
    }
    Ok(())
}

/// The waiting list as the rules see it; nobody whose account is closed waits.
pub(crate) fn line(tx: &mut WriteTx<'_>, scene: &Scene, now: DateTime<Utc>) -> Result<Vec<Waiting>, Failure> {
    let offers = booking::offers_of(tx.conn(), scene.id())?;
    let mut line = Vec::new();
    let mut waiting = booking::of_session(tx.conn(), scene.id(), &[BookingState::Waitlisted])?;
    let people: Vec<PersonId> = waiting.iter().map(|booking| booking.person_id).collect();
    let closed = person::closed_among(tx.conn(), &people)?;
    waiting.retain(|booking| !closed.contains(&booking.person_id));
    for booking in waiting {
        let elsewhere = people_facts::bookings_of(tx.conn(), booking.person_id)?.into_iter().any(|other| {
            other.course == booking.course_id
                && other.session != booking.session_id
                && last_end(&other.dates).is_some_and(|end| upcoming(other.state, end, now))
        });
        let mut offered_before: Vec<OfferId> = offers
            .iter()
            .filter(|offer| offer.booking_id == booking.id)
            .map(|offer| offer.place_id)
            .collect();
        offered_before.dedup();
        line.push(Waiting {
            booking: booking.id,
            joined_at: booking.joined_at.unwrap_or(booking.created_at).and_utc(),
            displaced: booking.displaced,
            rank: booking.line_rank,
            skipped: booking.skipped,
            has_place_elsewhere: elsewhere,
            offered_before,
            auto_book_until: booking.auto_book_until,
            told_open: booking.told_open_at.is_some(),
        });
    }
    Ok(line)
}

fn make_offer(change: &mut Change<'_, '_>, scene: &Rc<Scene>, offer: NewOffer) -> Result<(), Failure> {
    let now = change.now();
    let mut booking = booking::load(change.conn(), offer.booking)?;
    let until = offer_expires_at(now, scene.starts_at());
    let place = match offer.place {
        FreePlace::New => None,
        FreePlace::Passed(first) => Some(first),
    };
    booking::add_offer(change.tx, booking.id, scene.id(), place, until)?;
    let what = Happened::Offered { until, automatic: offer.auto_book };
    enter(change, scene, &mut booking, BookingState::Offered, (None, Some("A place came up.")), what)
}
