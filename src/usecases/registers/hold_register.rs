//! What every change to a register begins and ends with.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        attendance::{AttendanceRule, Judged, Mark, ScheduledDate, judge, last_attended},
        cpd::{CpdAward, Time, award},
        ids::{BookingId, DateId, PersonId, SessionId},
        sessions::close_register,
        words::BookingState,
    },
    store::{
        AnyConnection, Error, WriteTx,
        read::{
            bookings::history,
            sessions::{date_lengths, session_rows::DateRow},
        },
        write::{
            bookings::booking::{self, BookingRow},
            registers::register::{self, MarkRow, ResultRow},
            service::locks,
        },
    },
    usecases::{
        change::Change,
        error::{Failure, refuse},
        loaded_session::{Scene, is_over},
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

/// Keeps what somebody attended whose place ended between the dates of a set: time that counts on their record as
/// partly attended, out of all the dates there were to be. A trainer who marks one of those dates later keeps it anew.
pub(crate) fn keep_attended(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    booking: &BookingRow,
    ended_at: DateTime<Utc>,
) -> Result<(), Failure> {
    let over: Vec<DateId> =
        scene.dates.iter().filter(|date| is_over(date, ended_at)).map(|date| date.id).collect();
    let mut marks = marks_of(&register::marks_of(change.conn(), &[booking.id])?, booking.id);
    marks.retain(|mark| over.contains(&mark.date));
    let dates = scheduled(change.conn(), scene)?;
    let judged = judge(rule(scene), &dates, &marks, false);
    let award = award_for(scene, &judged, &dates);
    let there = judged.attended_minutes > 0;
    let row = ResultRow {
        booking_id: booking.id,
        outcome: if there { BookingState::PartlyAttended } else { BookingState::NoShow },
        attended_minutes: judged.attended_minutes,
        scheduled_minutes: judged.scheduled_minutes,
        cpd_minutes: award.minutes,
        cpd_basis: award.basis,
        attended_on: last_attended(&dates, &marks, scene.zone),
        by_reason: false,
        closed_at: change.now().naive_utc(),
        reopened_at: None,
        judged_from: None,
    };
    Ok(register::put_result(change.tx, &row)?)
}

/// The bookings of a session that ended between its dates, with the moment they did: what took place before it can
/// still be marked.
pub(crate) fn ended_midway(
    connection: &mut AnyConnection,
    scene: &Scene,
) -> Result<Vec<(BookingRow, DateTime<Utc>)>, Failure> {
    let ended = [BookingState::Cancelled, BookingState::Released];
    let mut found = Vec::new();
    for row in booking::of_session(connection, scene.id(), &ended)? {
        if register::result_of(connection, row.id)?.is_some() {
            let at = history::ended_at(connection, row.id)?;
            found.extend(at.map(|at| (row, at)));
        }
    }
    Ok(found)
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

/// Said where no trainer's eye but the meeting itself tells how long somebody was there.
const BY_RECORD: &str = " The time is by the meeting's record.";

/// What attendance of these dates earns.
pub(crate) fn award_for(scene: &Scene, judged: &Judged, dates: &[ScheduledDate]) -> CpdAward {
    let time = Time {
        attended: judged.attended_minutes,
        took_place: judged.scheduled_minutes,
        whole: scene.whole_minutes,
    };
    let mut award = award(scene.course.cpd_minutes, time, dates.len());
    if judged.by_record {
        award.basis.push_str(BY_RECORD);
    }
    award
}

/// How much attendance the session asks for.
pub(crate) fn rule(scene: &Scene) -> AttendanceRule {
    AttendanceRule { minutes_percent: scene.course.enough_percent, dates_needed: scene.course.enough_dates }
}

/// The marks of one booking as they are judged.
pub(crate) fn marks_of(rows: &[MarkRow], booking: BookingId) -> Vec<Mark> {
    rows.iter()
        .filter(|row| row.booking_id == booking)
        .map(|row| Mark {
            date: row.date_id,
            outcome: row.outcome,
            minutes: row.minutes,
            by_record: row.import_id.is_some(),
        })
        .collect()
}
