//! Recording who was there.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use chrono::{DateTime, Utc};

use super::hold_register::{ended_midway, keep_attended, register_is_open, scheduled};
use crate::{
    domain::{
        access::Actor,
        attendance::Mark,
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        input::{FieldErrors, LONGEST_REASON, optional_long_text},
        words::{BookingState, Outcome, SessionState},
    },
    store::{
        read::{
            bookings::booking::{self as views, BookingView},
            registers::rosters::{self, RosterView},
        },
        write::{
            bookings::booking::{self, BookingRow},
            registers::{
                attendance_steps::{self, Before},
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

/// One mark as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct NewMark {
    /// Whose.
    pub booking: BookingId,
    /// At which date.
    pub date: DateId,
    /// What was seen.
    pub outcome: Outcome,
    /// The minutes there; only with partly.
    pub minutes: Option<i32>,
}

/// Marks for a session's register.
#[derive(Debug, Clone)]
pub struct RecordAttendance {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which session.
    pub session: SessionId,
    /// The marks; those not named stay as they are.
    pub marks: Vec<NewMark>,
}

/// A trainer's reason to let a booking count as completed although attendance is below the course's threshold.
#[derive(Debug, Clone)]
pub struct CompleteByReason {
    /// Who asks; their right to do so is checked already.
    pub actor: Actor,
    /// Which booking.
    pub booking: BookingId,
    /// Why; `None` takes it back.
    pub reason: Option<String>,
}

impl UseCases {
    /// Records attendance: all of these marks, or none if one is wrong. A date can be marked from its start on.
    ///
    /// # Errors
    /// Every wrong mark; a register that is not open.
    pub async fn record_attendance(&self, ask: RecordAttendance) -> Result<RosterView, Failure> {
        self.change(move |change| record(change, &ask)).await
    }

    /// Lets a booking count as completed below the threshold once the register is closed, or takes that back.
    ///
    /// # Errors
    /// A register that is not open, a booking that has no place, a session that has not started.
    pub async fn complete_by_reason(&self, ask: CompleteByReason) -> Result<BookingView, Failure> {
        self.change(move |change| complete(change, &ask)).await
    }
}

fn record(change: &mut Change<'_, '_>, ask: &RecordAttendance) -> Result<RosterView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    mark(change, &scene, ask.actor.person_id, &ask.marks, None)?;
    Ok(rosters::roster(change.tx.conn(), ask.session)?)
}

/// Marks people of a session that is locked: all of these marks, or none if one is wrong; by hand, or on a meeting's
/// record. What stands so already is left as it is.
pub(super) fn mark(
    change: &mut Change<'_, '_>,
    scene: &Rc<Scene>,
    by: PersonId,
    marks: &[NewMark],
    record: Option<RowId>,
) -> Result<(), Failure> {
    // What took place before a set was called off can still be marked, although nothing is left to be closed.
    let ended = ended_midway(change.conn(), scene)?;
    if scene.session.state != SessionState::Cancelled || ended.is_empty() {
        register_is_open(scene)?;
    }
    change.settle(scene)?;
    let held = check(change, scene, marks, &ended)?;
    let now = change.tx.now().naive_utc();
    let before: HashMap<_, _> = register::marks_of(change.tx.conn(), &held)?
        .into_iter()
        .map(|row| ((row.booking_id, row.date_id), row))
        .collect();
    let mut changed: Vec<Before> = Vec::new();
    for mark in marks {
        let known = before.get(&(mark.booking, mark.date));
        let stands = |row: &MarkRow| {
            row.outcome == mark.outcome
                && row.minutes == mark.minutes
                && (record.is_none() || row.import_id == record)
        };
        if known.is_some_and(stands) {
            continue;
        }
        let row = MarkRow {
            booking_id: mark.booking,
            date_id: mark.date,
            outcome: mark.outcome,
            minutes: mark.minutes,
            by_person: by,
            at: now,
            import_id: record,
        };
        register::put_mark(change.tx, &row)?;
        change.note(Some(row.by_person), "attendance_marked", ("booking", row.booking_id), None);
        changed.push(Before {
            booking: mark.booking,
            date: mark.date,
            outcome: known.map(|row| row.outcome),
            minutes: known.and_then(|row| row.minutes),
            import: known.and_then(|row| row.import_id),
            marked: known.map(|row| (row.by_person, row.at)),
        });
    }
    for (booking, at) in &ended {
        if marks.iter().any(|mark| mark.booking == booking.id) {
            keep_attended(change, scene, booking, *at)?;
            change.note(Some(by), "attendance_kept", ("booking", booking.id), None);
        }
    }
    if !changed.is_empty() {
        if record.is_none() {
            attendance_steps::keep(change.tx, scene.id(), by, &changed)?;
        }
        let detail = format!("{} marks", changed.len());
        change.note(Some(by), "attendance_recorded", ("session", scene.id()), Some(&detail));
    }
    Ok(())
}

/// Checks every mark; gives whose can be marked at all.
fn check(
    change: &mut Change<'_, '_>,
    scene: &Scene,
    marks: &[NewMark],
    ended: &[(BookingRow, DateTime<Utc>)],
) -> Result<Vec<BookingId>, Failure> {
    let mut held: Vec<BookingId> =
        register::people_on(change.tx.conn(), scene.id(), &[BookingState::Booked])?
            .into_iter()
            .map(|(booking, _)| booking)
            .collect();
    held.extend(ended.iter().map(|(booking, _)| booking.id));
    let (now, dates) = (change.tx.now(), scheduled(change.conn(), scene)?);
    let mut errors = FieldErrors::new();
    let holding: HashSet<BookingId> = held.iter().copied().collect();
    let mut named = HashSet::new();
    for (index, mark) in marks.iter().enumerate() {
        let field = format!("marks[{index}]");
        if !holding.contains(&mark.booking) {
            errors
                .add(format!("{field}.booking_id"), "No booking with this id holds a place on this session.");
        }
        if !named.insert((mark.booking, mark.date)) {
            errors.add(format!("{field}.date_id"), "This booking is marked twice for this date.");
        }
        let Some(date) = dates.iter().find(|date| date.id == mark.date) else {
            errors.add(format!("{field}.date_id"), "This session has no date with this id.");
            continue;
        };
        let planned = scene.dates.iter().find(|planned| planned.id == mark.date);
        if planned.is_some_and(|planned| now < planned.starts_at.and_utc()) {
            let message = "This date has not started yet; its attendance can be recorded from its start on.";
            errors.add(format!("{field}.date_id"), message);
        }
        if ended.iter().any(|(booking, at)| booking.id == mark.booking && *at < date.ends_at) {
            errors.add(format!("{field}.date_id"), "Their place had ended by this date.");
        }
        let checked = Mark::seen(mark.date, mark.outcome, mark.minutes);
        errors.keep(checked.check(&field, date));
    }
    errors.finish(held).map_err(Failure::from)
}

fn complete(change: &mut Change<'_, '_>, ask: &CompleteByReason) -> Result<BookingView, Failure> {
    let reason = optional_long_text("reason", ask.reason.as_deref(), LONGEST_REASON)?;
    let booking = booking::load(change.tx.conn(), ask.booking)?;
    locks::lock_people(change.tx, &[booking.person_id])?;
    locks::lock_sessions(change.tx, &[booking.session_id])?;
    // Read again under the locks: it may have been moved or cancelled meanwhile.
    let mut booking = booking::load(change.tx.conn(), ask.booking)?;
    let scene = Scene::load(change.tx.conn(), booking.session_id)?;
    register_is_open(&scene)?;
    if booking.state != BookingState::Booked {
        return forbidden("wrong_state", "Only somebody who holds a place can complete the course.");
    }
    if change.tx.now() < scene.starts_at() {
        return forbidden("session_not_started", "The first date has not started yet.");
    }
    let by = ask.actor.person_id;
    booking.completion_by = reason.is_some().then_some(by);
    let (action, said) = match &reason {
        Some(reason) => ("completion_allowed", format!("Counts as completed: {reason}")),
        None => ("completion_taken_back", "Counts as completed only with enough attendance.".to_owned()),
    };
    booking.completion_reason = reason;
    booking::store(change.tx, &booking)?;
    booking::add_event(change.tx, booking.id, booking.session_id, booking.state, Some(by), Some(&said))?;
    change.note(Some(by), action, ("booking", booking.id), None);
    Ok(views::view(change.tx.conn(), booking.id)?)
}
