//! A session's dates as somebody booked on it has them in their calendar.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{PersonId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::session_rows::DateRow,
        schema::{bookings, invites, session_dates},
        write::bookings::{booking::BookingRow, invites::InviteRow},
    },
};

/// The invites of a person's place on a session, with the place and the date of each, earliest first.
///
/// # Errors
/// When the database fails.
pub fn invited(
    connection: &mut AnyConnection,
    session: SessionId,
    person: PersonId,
) -> Result<Vec<(BookingRow, InviteRow, DateRow)>, Error> {
    Ok(bookings::table
        .inner_join(invites::table)
        .inner_join(session_dates::table.on(session_dates::id.eq(invites::date_id)))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(BookingState::HOLDING))
        .order((session_dates::starts_at, invites::id))
        .select((BookingRow::as_select(), InviteRow::as_select(), DateRow::as_select()))
        .load(connection)?)
}
