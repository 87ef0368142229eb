//! Places offered to colleagues: how often, to whom, and whose time is over.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        hand_overs::{HandOverEnd, Offered},
        ids::{BookingId, HandOverId, PersonId, SessionId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, hand_overs},
    },
};

/// How often a booking's place on this session was offered, and what came of it.
///
/// # Errors
/// When the database fails.
pub fn offered(
    connection: &mut AnyConnection,
    booking: BookingId,
    session: SessionId,
) -> Result<Vec<Offered>, Error> {
    let rows: Vec<(NaiveDateTime, Option<HandOverEnd>)> = hand_overs::table
        .filter(hand_overs::booking_id.eq(booking))
        .filter(hand_overs::session_id.eq(session))
        .order(hand_overs::id)
        .select((hand_overs::made_at, hand_overs::outcome))
        .load(connection)?;
    Ok(rows.into_iter().map(|(at, ended)| Offered { made_at: at.and_utc(), ended }).collect())
}

/// The same of many bookings, each with its session: of those whose place was ever offered.
///
/// # Errors
/// When the database fails.
pub fn offered_of(
    connection: &mut AnyConnection,
    bookings: &[BookingId],
) -> Result<HashMap<(BookingId, SessionId), Vec<Offered>>, Error> {
    let mut found: HashMap<(BookingId, SessionId), Vec<Offered>> = HashMap::new();
    for some in bookings.chunks(500) {
        let rows: Vec<(BookingId, SessionId, NaiveDateTime, Option<HandOverEnd>)> = hand_overs::table
            .filter(hand_overs::booking_id.eq_any(some))
            .order(hand_overs::id)
            .select((
                hand_overs::booking_id,
                hand_overs::session_id,
                hand_overs::made_at,
                hand_overs::outcome,
            ))
            .load(connection)?;
        for (booking, session, at, ended) in rows {
            found.entry((booking, session)).or_default().push(Offered { made_at: at.and_utc(), ended });
        }
    }
    Ok(found)
}

/// Those whose time is over and that nobody has ended yet, oldest first.
///
/// # Errors
/// When the database fails.
pub fn run_out(connection: &mut AnyConnection, now: DateTime<Utc>) -> Result<Vec<HandOverId>, Error> {
    Ok(hand_overs::table
        .filter(hand_overs::ended_at.is_null())
        .filter(hand_overs::open_until.le(now.naive_utc()))
        .order(hand_overs::id)
        .select(hand_overs::id)
        .load(connection)?)
}

/// The open ones that were offered to this address, in small letters.
///
/// # Errors
/// When the database fails.
pub fn open_to_address(connection: &mut AnyConnection, folded: &str) -> Result<Vec<HandOverId>, Error> {
    Ok(hand_overs::table
        .filter(hand_overs::ended_at.is_null())
        .filter(hand_overs::email_folded.eq(folded))
        .order(hand_overs::id)
        .select(hand_overs::id)
        .load(connection)?)
}

/// The newest open one that was offered to an address which this person has shown to be theirs.
///
/// # Errors
/// When the database fails.
pub fn open_to(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Option<HandOverId>, Error> {
    let own: Vec<String> = addresses::table
        .filter(addresses::person_id.eq(person))
        .filter(addresses::confirmed_at.is_not_null())
        .select(addresses::email_folded)
        .load(connection)?;
    Ok(hand_overs::table
        .filter(hand_overs::ended_at.is_null())
        .filter(hand_overs::open_until.gt(now.naive_utc()))
        .filter(hand_overs::email_folded.eq_any(own).assume_not_null())
        .order(hand_overs::id.desc())
        .select(hand_overs::id)
        .first(connection)
        .optional()?)
}
