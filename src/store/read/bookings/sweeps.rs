//! What has fallen due and waits for a job.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{people::relations, registers::check_ins},
        schema::{bookings, offers, people, sessions},
    },
};

/// Published sessions with an offer that ran out, whose first date has started while people still ask or wait, or at a
/// date of which somebody had arrived before it started.
///
/// # Errors
/// When the database fails.
pub fn overdue_sessions(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<SessionId>, Error> {
    let arrived = check_ins::unmarked(connection, None, now)?;
    let now = now.naive_utc();
    let mut overdue: Vec<SessionId> = offers::table
        .inner_join(sessions::table)
        .filter(offers::ended_at.is_null())
        .filter(offers::expires_at.le(now))
        .filter(sessions::state.eq(SessionState::Published))
        .select(offers::session_id)
        .distinct()
        .load(connection)?;
    let open = [BookingState::Requested, BookingState::Waitlisted, BookingState::Offered];
    let started: Vec<SessionId> = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::state.eq_any(open))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.le(now))
        .select(bookings::session_id)
        .distinct()
        .load(connection)?;
    overdue.extend(started);
    overdue.extend(arrived.into_iter().map(|arrival| arrival.session));
    overdue.sort();
    overdue.dedup();
    Ok(overdue)
}

/// Bookings with a place on offer whose people chose to be booked automatically.
///
/// # Errors
/// When the database fails.
pub fn automatic_offers(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<BookingId>, Error> {
    Ok(bookings::table
        .inner_join(offers::table)
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::state.eq(BookingState::Offered))
        .filter(bookings::auto_book_until.is_not_null())
        .filter(people::disabled_at.is_null())
        .filter(offers::ended_at.is_null())
        .filter(offers::expires_at.gt(now.naive_utc()))
        .filter(sessions::state.eq(SessionState::Published))
        .order(offers::id)
        .select(bookings::id)
        .load(connection)?)
}

/// Bookings that wait for a yes to a session still to come.
///
/// # Errors
/// When the database fails.
pub fn open_requests(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<BookingId>, Error> {
    Ok(bookings::table
        .inner_join(sessions::table)
        .filter(bookings::state.eq(BookingState::Requested))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order(bookings::id)
        .select(bookings::id)
        .load(connection)?)
}

/// Of the [`open_requests`], those whose answer this person can give: as line manager of whoever asks, or as a lead of the
/// organisation it is made under.
///
/// # Errors
/// When the database fails.
pub fn requests_to(
    connection: &mut AnyConnection,
    approver: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<BookingId>, Error> {
    let led = relations::led_by(connection, approver, now)?;
    let named: Vec<PersonId> =
        people::table.filter(people::line_manager_id.eq(approver)).select(people::id).load(connection)?;
    let open = open_requests(connection, now)?;
    Ok(bookings::table
        .filter(bookings::id.eq_any(open))
        .filter(bookings::person_id.eq_any(named).or(bookings::organisation_id.eq_any(led).assume_not_null()))
        .order(bookings::id)
        .select(bookings::id)
        .load(connection)?)
}
