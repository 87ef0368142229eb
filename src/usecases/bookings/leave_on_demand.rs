//! Taking hold of a course that somebody takes at any time, and leaving it.

use std::rc::Rc;

use super::change_state::enter;
use crate::{
    domain::{
        ids::{BookingId, PersonId},
        words::BookingState,
    },
    store::write::{
        bookings::booking::{self, BookingRow},
        service::locks,
    },
    usecases::{change::Change, error::Failure, events::Happened, loaded_session::Scene},
};

/// Leaves a course that was begun: nothing comes of it, and it can be begun again.
pub(super) fn leave(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    row: &mut BookingRow,
    why: (Option<PersonId>, Option<&str>),
) -> Result<(), Failure> {
    enter(change, scene, row, BookingState::Cancelled, why, Happened::Left)
}

/// Takes hold of a booking of a course that is taken at any time; `None` when it is on a date.
pub(in crate::usecases) fn open_taking(
    change: &mut Change<'_, '_>,
    id: BookingId,
) -> Result<Option<(BookingRow, Rc<Scene>)>, Failure> {
    let known = booking::load(change.conn(), id)?;
    if !Scene::load(change.conn(), known.session_id)?.session.on_demand {
        return Ok(None);
    }
    locks::lock_people(change.tx, &[known.person_id])?;
    locks::lock_sessions(change.tx, &[known.session_id])?;
    let row = booking::load(change.conn(), id)?;
    let scene = Scene::load(change.conn(), row.session_id)?;
    Ok(scene.session.on_demand.then_some((row, scene)))
}
