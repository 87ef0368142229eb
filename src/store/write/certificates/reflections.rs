//! What people say they learnt by a course.

use diesel::prelude::*;

use crate::{
    domain::ids::BookingId,
    store::{
        error::Error, read::certificates::reflections::Reflection, schema::reflections, write_tx::WriteTx,
    },
};

/// Keeps what somebody says, in place of what they said before.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut WriteTx<'_>, booking: BookingId, said: &Reflection) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let words = || {
        (
            reflections::learnt.eq(&said.learnt),
            reflections::difference.eq(&said.difference),
            reflections::peer.eq(&said.peer),
            reflections::updated_at.eq(now),
        )
    };
    let known = diesel::update(reflections::table.find(booking))
        .set((words(), reflections::revision.eq(reflections::revision + 1)))
        .execute(tx.conn())?;
    if known == 0 {
        diesel::insert_into(reflections::table)
            .values((reflections::booking_id.eq(booking), words(), reflections::revision.eq(1)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Lets what was said go along where one booking takes the place of another of the same person, unless something is said
/// of that one.
///
/// # Errors
/// When the database fails.
pub fn carry(tx: &mut WriteTx<'_>, from: BookingId, into: BookingId) -> Result<(), Error> {
    let taken: i64 = reflections::table.find(into).count().get_result(tx.conn())?;
    if taken == 0 {
        diesel::update(reflections::table.find(from))
            .set(reflections::booking_id.eq(into))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Erases what was said of these bookings.
///
/// # Errors
/// When the database fails.
pub fn erase(tx: &mut WriteTx<'_>, of: &[BookingId]) -> Result<(), Error> {
    diesel::delete(reflections::table.filter(reflections::booking_id.eq_any(of))).execute(tx.conn())?;
    Ok(())
}
