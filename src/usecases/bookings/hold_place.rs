//! A place chosen while registering: held as an offer that ends with the confirmation mail, and booked when the
//! address is confirmed.

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
        places::{Availability, availability},
        words::{BookingOrigin, BookingState},
    },
    mail::message::HeldPlace,
    store::{
        read::sessions::session_rows,
        write::{bookings::booking, service::locks},
    },
    usecases::{change::Change, error::Failure, events::Happened, loaded_session::Scene},
};
use chrono::{DateTime, Utc};

/// Holds a place until `until` for somebody who has yet to confirm their address. Nothing is held, and nothing said
/// about it, when there is no place or the person could not book it: they are told once they are signed in.
pub(crate) fn hold_place(
    change: &mut Change<'_, '_>,
    person: PersonId,
    session: SessionId,
    until: DateTime<Utc>,
) -> Result<Option<HeldPlace>, Failure> {
    locks::lock_people(change.tx, &[person])?;
    let course = session_rows::session(change.tx.conn(), session)?.course_id;
    let mut sessions = sessions_of_waiting(change.tx, person, course)?;
    sessions.push(session);
    locks::lock_sessions(change.tx, &sessions)?;
    let scene = Scene::load(change.tx.conn(), session)?;
    change.settle(&scene)?;
    let request = Request {
        now: change.tx.now(),
        by: Booker::Themselves,
        organisation: None,
        own: None,
        joins_waitlist: false,
    };
    let (answer, _) = judge(change.tx.conn(), &scene, person, &request)?;
    let counts = counts(change.tx.conn(), &scene)?;
    let space = availability(scene.session.capacity, counts.held, counts.waiting);
    if !answer.eligible || matches!(space, Availability::Full { .. }) {
        return Ok(None);
    }
    let arrival = Arrival {
        scene: &scene,
        person,
        answer: &answer,
        by: person,
        booker: Booker::Themselves,
        origin: BookingOrigin::Self_,
        note: None,
        access_needs: None,
        auto_book_until: None,
        received_from: None,
    };
    let row = insert(change, &arrival, BookingState::Offered, Happened::Held)?;
    let until = until.min(scene.starts_at());
    booking::add_offer(change.tx, row.id, scene.id(), None, until)?;
    Ok(Some(HeldPlace { session: scene.facts(), until: scene.moment(until) }))
}

/// Books what was held for a person whose address has just been confirmed. What the rules refuse by now stays an
/// offer, which they find on their page.
pub(crate) fn book_held_places(change: &mut Change<'_, '_>, person: PersonId) -> Result<(), Failure> {
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
