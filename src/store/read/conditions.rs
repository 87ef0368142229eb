//! Conditions whose time is over, and the objections that stop their clock.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{ids::BookingId, words::BookingState},
    store::{
        AnyConnection,
        error::Error,
        schema::{booking_conditions as conditions, bookings, disputes, sessions},
    },
};

/// Bookings with a failed condition whose two working days are over, as long as there is a place to release: once
/// the session has started nothing is.
///
/// # Errors
/// When the database fails.
pub fn bookings_to_release(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
) -> Result<Vec<BookingId>, Error> {
    Ok(conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(conditions::booking_id)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .filter(conditions::ended_at.is_null())
        .filter(conditions::release_at.le(now.naive_utc()))
        .filter(bookings::state.eq_any([BookingState::Booked, BookingState::Requested]))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .select(conditions::booking_id)
        .distinct()
        .order(conditions::booking_id)
        .load(connection)?)
}

/// From when until when an objection was open; until none while it still is.
pub type Objection = (DateTime<Utc>, Option<DateTime<Utc>>);

/// When a "This is wrong" about this booking, or about one it hangs on, was open: from, until.
///
/// # Errors
/// When the database fails.
pub fn objections(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<Objection>, Error> {
    let mut about: Vec<BookingId> = conditions::table
        .filter(conditions::booking_id.eq(booking))
        .filter(conditions::ended_at.is_null())
        .select(conditions::depends_on)
        .load(connection)?;
    about.push(booking);
    let rows: Vec<(NaiveDateTime, Option<NaiveDateTime>)> = disputes::table
        .filter(disputes::booking_id.eq_any(about))
        .order(disputes::opened_at)
        .select((disputes::opened_at, disputes::closed_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(from, until)| (from.and_utc(), until.map(|at| at.and_utc()))).collect())
}
