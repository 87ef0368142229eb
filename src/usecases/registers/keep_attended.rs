//! Follower: a set that ends in the middle for somebody leaves them what they attended. Given up, called off or handed on,
//! it counts on their record; moved to a sister set, the marks go along as dates made up for.

use super::hold_register::{ended_midway, keep_attended, marks_of};
use crate::{
    domain::{
        attendance::ScheduledDate,
        words::{BookingState, Outcome},
    },
    store::{
        read::sessions::session_rows::DateRow,
        write::registers::{
            make_ups,
            register::{self, MarkRow},
        },
    },
    usecases::{
        change::Change,
        error::Failure,
        events::{BookingStep, Ending, Event, Happened},
        loaded_session::{Scene, is_over},
    },
};

/// Keeps it.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let Event::Booking(step) = event else { return Ok(false) };
    if matches!(step.what, Happened::Taken { .. }) && step.booking.state == BookingState::Booked {
        return take_up_again(change, step);
    }
    if step.from != Some(BookingState::Booked) {
        return Ok(false);
    }
    match &step.what {
        // Of two bookings of one person the other stays, with its own marks.
        Happened::Ended { how: Ending::Merged { .. }, .. } => Ok(false),
        Happened::Ended { .. } => {
            let now = change.now();
            if !step.scene.dates.iter().any(|date| is_over(date, now)) {
                return Ok(false);
            }
            keep_attended(change, &step.scene, &step.booking, now)?;
            Ok(true)
        }
        Happened::Moved { from } => take_along(change, step, from),
        _ => Ok(false),
    }
}

/// Whoever comes back to a set they had left goes on where they were: nothing of it counts twice.
fn take_up_again(change: &mut Change<'_, '_>, step: &BookingStep) -> Result<bool, Failure> {
    if step.fresh.as_ref().is_some_and(|fresh| !fresh.facts.came_back) {
        return Ok(false);
    }
    let booking = &step.booking;
    let mut left = ended_midway(change.conn(), &step.scene)?;
    left.retain(|(row, _)| row.person_id == booking.person_id);
    for (row, _) in &left {
        for mark in register::marks_of(change.conn(), &[row.id])? {
            register::take_mark(change.tx, row.id, mark.date_id)?;
            register::put_mark(change.tx, &MarkRow { booking_id: booking.id, ..mark })?;
        }
        register::take_result(change.tx, row.id)?;
        change.note(step.by, "attendance_taken_along", ("booking", row.id), None);
    }
    Ok(!left.is_empty())
}

/// Date by date, what was attended counts as made up for in the set that was left.
fn take_along(change: &mut Change<'_, '_>, step: &BookingStep, from: &Scene) -> Result<bool, Failure> {
    let Some(by) = step.by else { return Ok(false) };
    let (booking, now) = (&step.booking, change.now());
    let rows = register::marks_of(change.conn(), &[booking.id])?;
    let marks = marks_of(&rows, booking.id);
    let mut taken = false;
    for (left, here) in from.dates.iter().zip(&step.scene.dates) {
        let Some(mark) = marks.iter().find(|mark| mark.date == left.id && is_over(left, now)) else {
            continue;
        };
        let there = mark.attended_minutes(&scheduled(left));
        if there == 0 {
            continue;
        }
        let longest = scheduled(here).minutes();
        let outcome = if mark.outcome == Outcome::Present { Outcome::Present } else { Outcome::Partly };
        let minutes = (outcome == Outcome::Partly).then(|| there.min(longest - 1)).filter(|at| *at > 0);
        let row = MarkRow {
            booking_id: booking.id,
            date_id: here.id,
            outcome: if minutes.is_some() { Outcome::Partly } else { Outcome::Present },
            minutes,
            by_person: by,
            at: now.naive_utc(),
            import_id: None,
        };
        register::put_mark(change.tx, &row)?;
        make_ups::put(change.tx, booking.id, here.id, left.id, by)?;
        // It is counted where it was made up for: at the date itself they stand among the guests.
        register::take_mark(change.tx, booking.id, left.id)?;
        taken = true;
    }
    Ok(taken)
}

fn scheduled(date: &DateRow) -> ScheduledDate {
    ScheduledDate { id: date.id, starts_at: date.starts_at.and_utc(), ends_at: date.ends_at.and_utc() }
}
