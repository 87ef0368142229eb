//! Taking hold of a booking that is to be changed: its people and sessions locked, its session settled.

use super::{
    Settings,
    book_session::sessions_of_waiting,
    error::{Failure, forbidden},
    places::settle,
    scene::Scene,
};
use crate::{
    domain::{
        access::Actor,
        cancellations::may_still_change,
        ids::{BookingId, PersonId, SessionId},
        words::BookingState,
    },
    store::{
        WriteTx,
        write::{
            bookings::{self, BookingRow},
            locks,
        },
    },
};

/// A booking taken hold of.
pub(crate) struct Opened {
    /// As it stands once its session is settled.
    pub(crate) booking: BookingRow,
    pub(crate) scene: Scene,
    /// Where it stood before time was allowed to decide.
    pub(crate) state_before: BookingState,
}

/// Locks the person, then every session the change can touch, and settles the booking's own.
pub(crate) fn open_booking(
    tx: &mut WriteTx<'_>,
    settings: &Settings,
    id: BookingId,
    further_people: &[PersonId],
    further_sessions: &[SessionId],
) -> Result<Opened, Failure> {
    let person = bookings::load(tx.conn(), id)?.person_id;
    let mut people = further_people.to_vec();
    people.push(person);
    locks::lock_people(tx, &people)?;
    // Only now is it certain which session the booking is on: a move needs the person's lock.
    let booking = bookings::load(tx.conn(), id)?;
    let mut sessions = further_sessions.to_vec();
    sessions.push(booking.session_id);
    for person in people {
        sessions.extend(sessions_of_waiting(tx, person, booking.course_id)?);
    }
    locks::lock_sessions(tx, &sessions)?;
    let scene = Scene::load(tx.conn(), booking.session_id)?;
    settle(tx, settings, &scene)?;
    let state_before = booking.state;
    let booking = bookings::load(tx.conn(), id)?;
    Ok(Opened { booking, scene, state_before })
}

/// From the first date's start on only coordinators change bookings.
pub(crate) fn check_not_started(tx: &WriteTx<'_>, scene: &Scene, actor: &Actor) -> Result<(), Failure> {
    if may_still_change(scene.starts_at(), tx.now(), actor.is_coordinator) {
        return Ok(());
    }
    forbidden(
        "session_started",
        "The course has started. From here on the training team makes changes: ask them.",
    )
}
