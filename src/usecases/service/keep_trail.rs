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
    audit::record(change.tx, line.by, &line.action, about, line.detail.as_deref())?;
    Ok(true)
}
