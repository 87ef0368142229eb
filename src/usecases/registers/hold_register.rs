//! What every change to a register begins and ends with.

use std::rc::Rc;

use crate::{
    domain::{
        attendance::{AttendanceRule, Mark, ScheduledDate},
        ids::{BookingId, DateId, PersonId, SessionId},
        sessions::close_register,
        words::BookingState,
    },
    store::{
        AnyConnection, Error, WriteTx,
        read::sessions::{date_lengths, session_rows::DateRow},
        write::{
            registers::register::{self, MarkRow},
            service::locks,
        },
    },
    usecases::{
        error::{Failure, refuse},
        loaded_session::Scene,
    },
};

/// Locks everybody whose booking on the session is in one of these states, then the session, and loads it. What hangs
/// on those bookings is theirs as well, so the people's locks are enough to judge it again.
pub(crate) fn lock_register(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    states: &[BookingState],
) -> Result<Rc<Scene>, Failure> {
    let before = register::people_on(tx.conn(), session, states)?;
    let people: Vec<PersonId> = before.iter().map(|(_, person)| *person).collect();
    locks::lock_people(tx, &people)?;
    locks::lock_sessions(tx, &[session])?;
    let after = register::people_on(tx.conn(), session, states)?;
    if after.iter().any(|(_, person)| !people.contains(person)) {
        // Somebody got a place while the locks were waited for, and people are locked before sessions: begin again.
        return Err(Error::Again.into());
    }
    Scene::load(tx.conn(), session)
}

/// Goes on only while the register is open.
pub(crate) fn register_is_open(scene: &Scene) -> Result<(), Failure> {
    close_register(scene.session.state).map(drop).or_else(refuse)
}

/// The dates as they were planned.
pub(crate) fn planned(scene: &Scene) -> Vec<ScheduledDate> {
    let date = |date: &DateRow| ScheduledDate {
        id: date.id,
        starts_at: date.starts_at.and_utc(),
        ends_at: date.ends_at.and_utc(),
    };
    scene.dates.iter().map(date).collect()
}

/// The dates as attendance is judged by: as they took place.
pub(crate) fn scheduled(connection: &mut AnyConnection, scene: &Scene) -> Result<Vec<ScheduledDate>, Error> {
    let ids: Vec<DateId> = scene.dates.iter().map(|date| date.id).collect();
    let corrected = date_lengths::of_dates(connection, &ids)?;
    Ok(date_lengths::as_ran(planned(scene), &corrected))
}

/// How much attendance the session asks for.
pub(crate) fn rule(scene: &Scene) -> AttendanceRule {
    AttendanceRule { minutes_percent: scene.course.enough_percent, dates_needed: scene.course.enough_dates }
}

/// The marks of one booking as they are judged.
pub(crate) fn marks_of(rows: &[MarkRow], booking: BookingId) -> Vec<Mark> {
    rows.iter()
        .filter(|row| row.booking_id == booking)
        .map(|row| Mark { date: row.date_id, outcome: row.outcome, minutes: row.minutes })
        .collect()
}
