//! What every write to a session does first, and what happens to a place that comes free.

use chrono::{DateTime, Utc};

use super::change_state::enter;
use crate::{
    domain::{
        booking_states::{at_first_start, upcoming},
        ids::{OfferId, SessionId},
        places::{FreePlace, NewOffer, Waiting, after_unanswered, allot, places_left},
        times::day_in,
        words::{BookingState, SessionState},
        working_days::{offer_expires_at, too_late_for_offers},
    },
    mail::message::{ApprovalLapsed, Message, NoPlaceCameUp, OfferMade, OfferPassedOn, Page, PlaceOpen},
    store::{
        WriteTx,
        read::{facts::course_facts, people::person},
        write::bookings::booking::{self, BookingRow, OfferRow},
    },
    usecases::{
        Settings,
        error::Failure,
        loaded_session::Scene,
        queue_mail::{Letter, booking_ref, post_to_person},
    },
};

/// Settles what time alone has decided about a session: offers that ran out are passed on, and at the first date's
/// start requests lapse and waiting ends. The session must be locked.
pub(crate) fn settle(tx: &mut WriteTx<'_>, settings: &Settings, scene: &Scene) -> Result<(), Failure> {
    let now = tx.now();
    if scene.session.state != SessionState::Published {
        return Ok(());
    }
    if now >= scene.starts_at() {
        return end_waiting(tx, settings, scene);
    }
    let mut free = Vec::new();
    for offer in overdue(tx, scene.id(), now)? {
        let mut booking = booking::load(tx.conn(), offer.booking_id)?;
        booking::end_offer(tx, offer.id, "unanswered")?;
        if !person::is_confirmed(tx.conn(), booking.person_id)? && booking.joined_at.is_none() {
            // It was held for somebody who registered and did not confirm the address: they wait for nothing.
            let why = Some("The address was not confirmed in time.");
            enter(tx, &mut booking, BookingState::Cancelled, None, why)?;
            free.push(FreePlace::Passed(offer.place_id));
            continue;
        }
        let kept = after_unanswered(booking.unanswered_offers);
        booking.unanswered_offers = kept.unanswered;
        booking.skipped = kept.skipped;
        enter(tx, &mut booking, BookingState::Waitlisted, None, Some("The offer was not answered in time."))?;
        let mail = OfferPassedOn {
            session: scene.facts(),
            booking: booking_ref(&booking),
            position_kept: !kept.skipped,
        };
        post_to_person(tx, settings, booking.person_id, |to| {
            Letter::new(to, Message::OfferPassedOn(mail)).about_booking(booking.id).about_session(scene.id())
        })?;
        free.push(FreePlace::Passed(offer.place_id));
    }
    hand_out(tx, settings, scene, &free)
}

fn overdue(tx: &mut WriteTx<'_>, session: SessionId, now: DateTime<Utc>) -> Result<Vec<OfferRow>, Failure> {
    let mut offers = booking::offers_of(tx.conn(), session)?;
    offers.retain(|offer| offer.ended_at.is_none() && offer.expires_at.and_utc() <= now);
    Ok(offers)
}

fn end_waiting(tx: &mut WriteTx<'_>, settings: &Settings, scene: &Scene) -> Result<(), Failure> {
    let open = [BookingState::Requested, BookingState::Waitlisted, BookingState::Offered];
    for mut booking in booking::of_session(tx.conn(), scene.id(), &open)? {
        let Some(to_state) = at_first_start(booking.state) else { continue };
        if let Some(offer) = booking::open_offer(tx.conn(), booking.id)? {
            booking::end_offer(tx, offer.id, "unanswered")?;
        }
        enter(tx, &mut booking, to_state, None, Some("The first date started."))?;
        booking::end_conditions(tx, booking.id)?;
        let now = tx.now();
        let next_dates = scene.next_dates(tx.conn(), now)?;
        let (session, reference, course_page) =
            (scene.facts(), booking.reference.clone(), scene.course_page());
        let message = if to_state == BookingState::Lapsed {
            Message::ApprovalLapsed(ApprovalLapsed { session, reference, next_dates, course_page })
        } else {
            Message::NoPlaceCameUp(NoPlaceCameUp { session, reference, next_dates, course_page })
        };
        post_to_person(tx, settings, booking.person_id, |to| {
            Letter::new(to, message).about_booking(booking.id).about_session(scene.id())
        })?;
    }
    Ok(())
}

/// Deals with places that are free: offers them along the line, or leaves them open to all.
pub(crate) fn hand_out(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    free: &[FreePlace],
) -> Result<(), Failure> {
    let now = tx.now();
    if free.is_empty() || scene.session.state != SessionState::Published || now >= scene.starts_at() {
        return Ok(());
    }
    // A place is free only as far as the capacity says so: lowering it may have swallowed what was freed.
    let held = super::judge_eligibility::counts(tx.conn(), scene)?.held;
    let left = usize::try_from(places_left(scene.session.capacity, held)).unwrap_or(0);
    let free = &free[..free.len().min(left)];
    let line = line(tx, scene, now)?;
    let too_late = too_late_for_offers(now, scene.starts_at());
    let allotment = allot(free, &line, too_late, day_in(now, scene.zone));
    for offer in allotment.offers {
        make_offer(tx, settings, scene, offer)?;
    }
    for id in allotment.tell_open {
        let mut booking = booking::load(tx.conn(), id)?;
        booking.told_open_at = Some(now.naive_utc());
        booking::store(tx, &booking)?;
        let mail = PlaceOpen {
            session: scene.facts(),
            reference: booking.reference.clone(),
            session_page: scene.session_page(),
        };
        post_to_person(tx, settings, booking.person_id, |to| {
            Letter::new(to, Message::PlaceOpen(mail)).about_booking(id).about_session(scene.id())
        })?;
    }
    Ok(())
}

/// The waiting list as the rules see it.
pub(crate) fn line(tx: &mut WriteTx<'_>, scene: &Scene, now: DateTime<Utc>) -> Result<Vec<Waiting>, Failure> {
    let offers = booking::offers_of(tx.conn(), scene.id())?;
    let mut line = Vec::new();
    for booking in booking::of_session(tx.conn(), scene.id(), &[BookingState::Waitlisted])? {
        let elsewhere =
            course_facts::active_bookings(tx.conn(), booking.person_id)?.into_iter().any(|other| {
                other.course == booking.course_id
                    && other.session != booking.session_id
                    && crate::domain::sessions::last_end(&other.dates)
                        .is_some_and(|end| upcoming(other.state, end, now))
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

fn make_offer(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    offer: NewOffer,
) -> Result<(), Failure> {
    let now = tx.now();
    let mut booking = booking::load(tx.conn(), offer.booking)?;
    let expires_at = offer_expires_at(now, scene.starts_at());
    let place = match offer.place {
        FreePlace::New => None,
        FreePlace::Passed(first) => Some(first),
    };
    booking::add_offer(tx, booking.id, scene.id(), place, expires_at)?;
    enter(tx, &mut booking, BookingState::Offered, None, Some("A place came up."))?;
    // Whoever is booked automatically hears of the booking, or of what stood against it; not of the offer.
    if offer.auto_book {
        return Ok(());
    }
    mail_offer(tx, settings, scene, &booking, expires_at)
}

/// Tells somebody that a place has come up for them.
pub(crate) fn mail_offer(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    scene: &Scene,
    booking: &BookingRow,
    expires_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let mail = OfferMade {
        session: scene.facts(),
        reference: booking.reference.clone(),
        until: scene.moment(expires_at),
        displaced: booking.displaced,
        replaces: None,
        offer_page: Page::at(format!("/bookings/{}/offer", booking.id)),
    };
    post_to_person(tx, settings, booking.person_id, |to| {
        Letter::new(to, Message::OfferMade(mail)).about_booking(booking.id).about_session(scene.id())
    })
}
