//! What somebody marked last is taken back.

use super::hold_register::register_is_open;
use crate::{
    domain::{
        access::Actor,
        ids::{BookingId, SessionId},
    },
    store::{
        read::registers::rosters::{self, RosterView},
        write::{
            registers::{
                attendance_steps,
                register::{self, MarkRow},
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        loaded_session::Scene,
    },
};

impl UseCases {
    /// Takes back what the caller marked last on a session, and after that what they marked before; what somebody else
    /// marked since stays.
    ///
    /// # Errors
    /// `nothing_to_undo`; a register that is not open.
    pub async fn undo_marks(&self, actor: Actor, session: SessionId) -> Result<RosterView, Failure> {
        self.change(move |change| undo(change, actor, session)).await
    }
}

fn undo(change: &mut Change<'_, '_>, actor: Actor, session: SessionId) -> Result<RosterView, Failure> {
    locks::lock_sessions(change.tx, &[session])?;
    let scene = Scene::load(change.conn(), session)?;
    register_is_open(&scene)?;
    let by = actor.person_id;
    let Some((step, before)) = attendance_steps::last(change.conn(), session, by)? else {
        return forbidden("nothing_to_undo", "There is nothing that you marked here to take back.");
    };
    let bookings: Vec<BookingId> = before.iter().map(|before| before.booking).collect();
    let marks = register::marks_of(change.conn(), &bookings)?;
    for before in before {
        let own = marks.iter().find(|mark| {
            mark.booking_id == before.booking
                && mark.date_id == before.date
                && mark.by_person == by
                && mark.at == step.at
                && mark.import_id.is_none()
        });
        let Some(own) = own else { continue };
        match before.outcome {
            Some(outcome) => {
                let (by_person, at) = before.marked.unwrap_or((own.by_person, own.at));
                let mark = MarkRow {
                    outcome,
                    minutes: before.minutes,
                    import_id: before.import,
                    by_person,
                    at,
                    ..own.clone()
                };
                register::put_mark(change.tx, &mark)?;
            }
            None => register::take_mark(change.tx, before.booking, before.date)?,
        }
        change.note(Some(by), "attendance_marked", ("booking", before.booking), None);
    }
    attendance_steps::forget(change.tx, step.id)?;
    change.note(Some(by), "attendance_undone", ("session", session), None);
    Ok(rosters::roster(change.conn(), session)?)
}
