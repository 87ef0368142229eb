//! What people need to take part: health data, seen by the session's trainers and the coordinators alone.

use diesel::prelude::*;

use crate::{
    domain::ids::BookingId,
    store::{error::Error, schema::access_needs as needs, write_tx::WriteTx},
};

/// Keeps what a person needs for this booking, in place of what was kept before.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut WriteTx<'_>, booking: BookingId, text: &str, keep: bool) -> Result<(), Error> {
    diesel::delete(needs::table.find(booking)).execute(tx.conn())?;
    diesel::insert_into(needs::table)
        .values((
            needs::booking_id.eq(booking),
            needs::needs.eq(text),
            needs::keep.eq(keep),
            needs::created_at.eq(tx.now().naive_utc()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
