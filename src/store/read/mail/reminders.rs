//! Who is to be reminded of what: the facts, for many sessions at once.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{exists, max},
    prelude::*,
};

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, booking_events, bookings, organisations, people, session_dates, sessions},
    },
};

/// Published sessions with a date that starts after `from` and not after `until`.
///
/// # Errors
/// When the database fails.
pub fn sessions_soon(
    connection: &mut AnyConnection,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<SessionId>, Error> {
    Ok(session_dates::table
        .inner_join(sessions::table)
        .filter(sessions::state.eq(SessionState::Published))
        .filter(session_dates::cancelled_at.is_null())
        .filter(session_dates::starts_at.gt(from.naive_utc()))
        .filter(session_dates::starts_at.le(until.naive_utc()))
        .select(session_dates::session_id)
        .distinct()
        .order(session_dates::session_id)
        .load(connection)?)
}

/// A place somebody holds.
#[derive(Debug, Clone)]
pub struct Held {
    /// On which session.
    pub session: SessionId,
    /// The booking.
    pub booking: BookingId,
    /// Whose it is.
    pub person: PersonId,
    /// When it was booked, or moved to this session.
    pub since: DateTime<Utc>,
}

/// The booked places of these sessions, oldest first.
///
/// # Errors
/// When the database fails.
pub fn booked(connection: &mut AnyConnection, of: &[SessionId]) -> Result<Vec<Held>, Error> {
    type Row = (BookingId, SessionId, PersonId, Option<NaiveDateTime>);
    let rows: Vec<Row> = bookings::table
        .inner_join(booking_events::table)
        .filter(bookings::session_id.eq_any(of))
        .filter(bookings::state.eq(BookingState::Booked))
        .filter(booking_events::state.eq(BookingState::Booked))
        .group_by((bookings::id, bookings::session_id, bookings::person_id))
        .order(bookings::id)
        .select((bookings::id, bookings::session_id, bookings::person_id, max(booking_events::at)))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .filter_map(|(booking, session, person, since)| {
            Some(Held { session, booking, person, since: since?.and_utc() })
        })
        .collect())
}

/// Those of these people whom mail reaches: with an address, and their record open.
///
/// # Errors
/// When the database fails.
pub fn reachable(connection: &mut AnyConnection, of: &[PersonId]) -> Result<Vec<PersonId>, Error> {
    Ok(people::table
        .filter(people::id.eq_any(of))
        .filter(people::disabled_at.is_null())
        .filter(people::erased_at.is_null())
        .filter(exists(addresses::table.filter(addresses::person_id.eq(people::id))))
        .select(people::id)
        .load(connection)?)
}

/// The name a person's certificates show.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn certificate_name(connection: &mut AnyConnection, person: PersonId) -> Result<String, Error> {
    let (own, name): (Option<String>, String) =
        people::table.find(person).select((people::certificate_name, people::name)).first(connection)?;
    Ok(own.unwrap_or(name))
}

/// Who is booked on a session, by name, each with the organisation they book under.
///
/// # Errors
/// When the database fails.
pub fn who_comes(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<(String, Option<String>)>, Error> {
    Ok(bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .left_join(organisations::table)
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq(BookingState::Booked))
        .order((people::name_folded, bookings::id))
        .select((people::name, organisations::name.nullable()))
        .load(connection)?)
}
