//! What a booking's history says about how it came to where it stands.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::BookingState,
    },
    store::{AnyConnection, error::Error, schema::booking_events as events},
};

/// When a booking came to where it stands: the moment of the last line of its history.
///
/// # Errors
/// When the database fails.
pub fn ended_at(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<DateTime<Utc>>, Error> {
    let last: Option<NaiveDateTime> = events::table
        .filter(events::booking_id.eq(booking))
        .order(events::number.desc())
        .select(events::at)
        .first(connection)
        .optional()?;
    Ok(last.map(|at| at.and_utc()))
}

/// Who said yes to a request, if it was one: whoever took it from asked for to booked.
///
/// # Errors
/// When the database fails.
pub fn approved_by(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<PersonId>, Error> {
    let steps: Vec<(BookingState, Option<PersonId>)> = events::table
        .filter(events::booking_id.eq(booking))
        .order(events::number)
        .select((events::state, events::by_person))
        .load(connection)?;
    let yes = steps.windows(2).rev().find_map(|pair| match pair {
        [(BookingState::Requested, _), (BookingState::Booked, by)] => *by,
        _ => None,
    });
    Ok(yes)
}

/// Since when a booking is on the session it is on now: its first line there since it came.
///
/// # Errors
/// When the database fails.
pub fn there_since(
    connection: &mut AnyConnection,
    booking: BookingId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let lines: Vec<(SessionId, NaiveDateTime)> = events::table
        .filter(events::booking_id.eq(booking))
        .order(events::number.desc())
        .select((events::session_id, events::at))
        .load(connection)?;
    let here = lines.first().map(|(session, _)| *session);
    let first = lines.into_iter().take_while(|(session, _)| Some(*session) == here).last();
    Ok(first.map(|(_, at)| at.and_utc()))
}
