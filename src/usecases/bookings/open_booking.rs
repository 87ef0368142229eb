//! Taking hold of a booking that is to be changed: its people and sessions locked, its session settled.

use std::rc::Rc;

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
            bookings::{
                booking::{self, BookingRow},
                waiting,
            },
            service::locks,
        },
    },
    usecases::{
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};

/// A booking taken hold of.
pub(crate) struct Opened {
    /// As it stands once its session is settled.
    pub(crate) booking: BookingRow,
    pub(crate) scene: Rc<Scene>,
    /// Where it stood before time was allowed to decide.
    pub(crate) state_before: BookingState,
}

/// Locks the person, then every session the change can touch, and settles the booking's own.
pub(crate) fn open_booking(
    change: &mut Change<'_, '_>,
    id: BookingId,
    further_people: &[PersonId],
    further_sessions: &[SessionId],
) -> Result<Opened, Failure> {
    let person = booking::load(change.tx.conn(), id)?.person_id;
    let mut people = further_people.to_vec();
    people.push(person);
    locks::lock_people(change.tx, &people)?;
    // Only now is it certain which session the booking is on: a move needs the person's lock.
    let booking = booking::load(change.tx.conn(), id)?;
    let mut sessions = further_sessions.to_vec();
    sessions.push(booking.session_id);
    for person in people {
        sessions.extend(sessions_of_waiting(change.tx, person, booking.course_id)?);
    }
    locks::lock_sessions(change.tx, &sessions)?;
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    on_a_date(&scene)?;
    change.settle(&scene)?;
    let state_before = booking.state;
    let booking = booking::load(change.tx.conn(), id)?;
    Ok(Opened { booking, scene, state_before })
}

/// Goes on only with a booking that is on a date.
fn on_a_date(scene: &Scene) -> Result<(), Failure> {
    if !scene.session.on_demand {
        return Ok(());
    }
    forbidden(
        "wrong_state",
        "This course is taken at any time: there is no date to change, answer or hand on. It can be finished, or given up.",
    )
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

/// The sessions on which the person waits or has an offer for this course: taking a place ends those, so they are
/// locked with the session itself. The person must be locked.
pub(crate) fn sessions_of_waiting(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    course: crate::domain::ids::CourseId,
) -> Result<Vec<SessionId>, Failure> {
    Ok(waiting::on_course(tx.conn(), person, course)?)
}
