//! What people say they learnt by a course, for the records of CPD that they hand in.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::{
    domain::ids::BookingId,
    store::{AnyConnection, error::Error, schema::reflections},
};

/// What somebody says of a course.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable)]
pub struct Reflection {
    /// What they learnt.
    pub learnt: Option<String>,
    /// The difference it made to their practice.
    pub difference: Option<String>,
    /// What they learnt by talking it over with a peer.
    pub peer: Option<String>,
    /// Rises with every edit; 0 where nothing was said yet.
    pub revision: i32,
}

/// What was said of these bookings' courses; those of which nothing was said are absent.
///
/// # Errors
/// When the database fails.
pub fn of_bookings(
    connection: &mut AnyConnection,
    of: &[BookingId],
) -> Result<HashMap<BookingId, Reflection>, Error> {
    type Row = (BookingId, (Option<String>, Option<String>, Option<String>, i32));
    let rows: Vec<Row> = reflections::table
        .filter(reflections::booking_id.eq_any(of))
        .select((
            reflections::booking_id,
            (reflections::learnt, reflections::difference, reflections::peer, reflections::revision),
        ))
        .load(connection)?;
    let said = |(booking, (learnt, difference, peer, revision)): Row| {
        (booking, Reflection { learnt, difference, peer, revision })
    };
    Ok(rows.into_iter().map(said).collect())
}

/// What was said of one booking's course.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<Reflection, Error> {
    Ok(of_bookings(connection, &[booking])?.remove(&booking).unwrap_or_default())
}
