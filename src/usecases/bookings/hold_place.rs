//! A place chosen while registering: held as an offer for a few minutes, and booked when the address is confirmed.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::{
    answer_offer::accept_for,
    judge_eligibility::{counts, judge},
    occupy_place::{Arrival, insert},
    open_booking::{open_booking, sessions_of_waiting},
};
use crate::{
    domain::{
        eligibility::{Booker, Request},
        ids::{PersonId, SessionId},
        places::{Availability, availability, hold_unconfirmed_until},
        words::{BookingOrigin, BookingState},
    },
    mail::message::HeldPlace,
    store::{
        read::{people::person, sessions::session_rows},
        write::{bookings::booking, service::locks},
    },
    usecases::{change::Change, error::Failure, events::Happened, loaded_session::Scene},
};

/// Holds a place for a few minutes for somebody who has yet to confirm their address; a session holds few such places
/// at once, and whoever comes next has to confirm first. Nothing is held, and nothing said about it, when there is no
/// place or the person could not book it: they are told once they are signed in.
pub(crate) fn hold_place(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
) -> Result<Option<HeldPlace>, Failure> {
    let scene = take_hold(change, person, session)?;
    let unconfirmed = held_unconfirmed(change, session)?;
    let until = hold_unconfirmed_until(unconfirmed, change.now(), scene.starts_at());
    let Some(until) = until else { return Ok(None) };
    let held = hold(change, &scene, person, until)?;
    Ok(held.then(|| HeldPlace { session: scene.facts(), until: scene.moment(until) }))
}

/// Locks what a place takes, and settles what time alone has decided.
fn take_hold(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
) -> Result<Rc<Scene>, Failure> {
    locks::lock_people(change.tx, &[person])?;
    let course = session_rows::session(change.tx.conn(), session)?.course_id;
    let mut sessions = sessions_of_waiting(change.tx, person, course)?;
    sessions.push(session);
    locks::lock_sessions(change.tx, &sessions)?;
    let scene = Scene::load(change.tx.conn(), session)?;
    change.settle(&scene)?;
    Ok(scene)
}

/// How many places a session holds for people whose address is not confirmed. Somebody who waited in line and was
/// offered a place has joined it.
fn held_unconfirmed(change: &mut Change<'_, '_>, session: SessionId) -> Result<usize, Failure> {
    let mut held = 0;
    for booking in booking::of_session(change.conn(), session, &[BookingState::Offered])? {
        let registers =
            booking.joined_at.is_none() && !person::is_confirmed(change.conn(), booking.person_id)?;
        held += usize::from(registers);
    }
    Ok(held)
}

/// Offers a place for a while, if there is one and the person could book it; whether it did.
fn hold(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    person: PersonId,
    until: DateTime<Utc>,
) -> Result<bool, Failure> {
    let request = Request {
        now: change.tx.now(),
        by: Booker::Themselves,
        organisation: None,
        own: None,
        joins_waitlist: false,
    };
    let (answer, _) = judge(change.tx.conn(), scene, person, &request)?;
    let counts = counts(change.tx.conn(), scene)?;
    let space = availability(scene.session.capacity, counts.held, counts.waiting);
    if !answer.eligible || matches!(space, Availability::Full { .. }) {
        return Ok(false);
    }
    let arrival = Arrival {
        scene,
        person,
        answer: &answer,
        by: person,
        booker: Booker::Themselves,
        origin: BookingOrigin::Self_,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: None,
        facts: None,
    };
    let row = insert(change, &arrival, BookingState::Offered, Happened::Held)?;
    booking::add_offer(change.tx, row.id, scene.id(), None, until)?;
    Ok(true)
}

/// Books what was held for a person whose address has just been confirmed, and the date they chose if nothing is held
/// any more and there is a place. What the rules refuse by now stays an offer, which they find on their page.
pub(crate) fn book_chosen_place(
    change: &mut Change<'_, '_>,
    person: PersonId,
    chosen: Option<SessionId>,
) -> Result<(), Failure> {
    if let Some(session) = chosen {
        let held = change.attempt(|change| {
            let scene = take_hold(change, person, session)?;
            let until = scene.starts_at();
            hold(change, &scene, person, until)
        });
        match held {
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    book_held_places(change, person)
}

fn book_held_places(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
    for held in booking::of_person(change.tx.conn(), person, &[BookingState::Offered])? {
        let booked = change.attempt(|change| {
            let open = open_booking(change, held.id, &[], &[])?;
            accept_for(change, open, person)
        });
        match booked {
            Ok(()) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}
