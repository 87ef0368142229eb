//! What arrivals come to on the register, once their date has started.

use super::hold_register::planned;
use crate::{
    domain::check_ins::mark,
    store::{
        read::registers::check_ins::unmarked,
        write::registers::register::{self, MarkRow},
    },
    usecases::{change::Change, error::Failure, loaded_session::Scene},
};

/// Marks everybody who has arrived at a date that has started and of whom the register says nothing yet. What it says
/// stays: a trainer has seen more than a code. The session must be locked.
pub(crate) fn mark_arrivals(change: &mut Change<'_, '_>, scene: &Scene) -> Result<(), Failure> {
    let now = change.now();
    let dates = planned(scene);
    for arrival in unmarked(change.conn(), Some(scene.id()), now)? {
        let date = dates.iter().find(|date| date.id == arrival.date);
        let Some(mark) = date.and_then(|date| mark(date, arrival.at)) else { continue };
        let row = MarkRow {
            booking_id: arrival.booking,
            date_id: mark.date,
            outcome: mark.outcome,
            minutes: mark.minutes,
            by_person: arrival.person,
            at: now.naive_utc(),
            import_id: None,
        };
        register::put_mark(change.tx, &row)?;
        change.note(None, "attendance_marked", ("booking", row.booking_id), Some("checked in"));
    }
    Ok(())
}
