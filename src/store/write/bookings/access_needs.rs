//! What people need to take part: health data, seen by the session's trainers and the coordinators alone.

use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, PersonId},
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

/// Forgets what a person needs for this booking.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    diesel::delete(needs::table.find(booking)).execute(tx.conn())?;
    Ok(())
}

/// Changes for how long it is kept, and nothing else.
///
/// # Errors
/// When the database fails.
pub fn set_keep(tx: &mut WriteTx<'_>, booking: BookingId, keep: bool) -> Result<(), Error> {
    diesel::update(needs::table.find(booking)).set(needs::keep.eq(keep)).execute(tx.conn())?;
    Ok(())
}

/// Marks it arranged, now and by this person; by nobody takes the mark away.
///
/// # Errors
/// When the database fails.
pub fn set_arranged(tx: &mut WriteTx<'_>, booking: BookingId, by: Option<PersonId>) -> Result<(), Error> {
    let at = by.map(|_| tx.now().naive_utc());
    diesel::update(needs::table.find(booking))
        .set((needs::arranged_at.eq(at), needs::arranged_by.eq(by)))
        .execute(tx.conn())?;
    Ok(())
}
