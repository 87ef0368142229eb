//! Places that stay though their holder's account is closed: a coordinator's decision, kept with the booking.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, PersonId},
    store::{Row, error::Error, schema::bookings, write_tx::WriteTx},
};

/// Stores that a place is kept, decided now.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    tx.changed(Row::Booking(booking.uuid()));
    let now = tx.now().naive_utc();
    diesel::update(bookings::table.find(booking))
        .set((bookings::kept_at.eq(Some(now)), bookings::updated_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets such decisions about a person's places: their account is open again.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, person: PersonId) -> Result<(), Error> {
    diesel::update(bookings::table.filter(bookings::person_id.eq(person)))
        .set(bookings::kept_at.eq(None::<NaiveDateTime>))
        .execute(tx.conn())?;
    Ok(())
}
