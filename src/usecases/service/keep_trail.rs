//! Follower: every event leaves its line on the trail.

use crate::{
    domain::ids::RowId,
    store::write::service::audit,
    usecases::{change::Change, error::Failure, events::Event},
};

/// Writes the line.
pub(crate) fn follow(change: &mut Change<'_, '_>, event: &Event) -> Result<bool, Failure> {
    let line = event.trail();
    let about = (line.kind, RowId::from_uuid(line.id));
    let detail = line.detail.as_deref();
    match event {
        // Whom a booking is about stands in it.
        Event::Booking(step) => {
            let whom = Some(step.booking.person_id);
            audit::record_about(change.tx, line.by, &line.action, about, (detail, whom))?;
        }
        _ => audit::record(change.tx, line.by, &line.action, about, detail)?,
    }
    Ok(true)
}
