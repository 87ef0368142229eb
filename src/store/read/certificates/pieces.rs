//! What is known of the courses on a CPD record beside their time: how they took place, and who accredits them.

use std::collections::HashMap;

use diesel::{dsl::count_star, prelude::*};
use serde_json::Value;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{CertificateState, Delivery},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, certificates, session_dates, sessions},
    },
};

/// How the sessions of these bookings took place, and on how many dates.
///
/// # Errors
/// When the database fails.
pub fn how(
    connection: &mut AnyConnection,
    of: &[BookingId],
) -> Result<HashMap<BookingId, (Delivery, usize)>, Error> {
    let rows: Vec<(BookingId, SessionId, Delivery)> = bookings::table
        .inner_join(sessions::table)
        .filter(bookings::id.eq_any(of))
        .select((bookings::id, sessions::id, sessions::delivery))
        .load(connection)?;
    let sessions: Vec<SessionId> = rows.iter().map(|(_, session, _)| *session).collect();
    let counts: HashMap<SessionId, i64> = session_dates::table
        .filter(session_dates::session_id.eq_any(&sessions))
        .filter(session_dates::cancelled_at.is_null())
        .group_by(session_dates::session_id)
        .select((session_dates::session_id, count_star()))
        .load::<(SessionId, i64)>(connection)?
        .into_iter()
        .collect();
    let dates = |session| counts.get(&session).and_then(|count| usize::try_from(*count).ok()).unwrap_or(1);
    Ok(rows.into_iter().map(|(booking, session, delivery)| (booking, (delivery, dates(session)))).collect())
}

/// The bodies that a person's certificates in force state as accrediting, by booking.
///
/// # Errors
/// When the database fails.
pub fn accredited_by(
    connection: &mut AnyConnection,
    person: PersonId,
) -> Result<HashMap<BookingId, String>, Error> {
    let rows: Vec<(BookingId, String)> = certificates::table
        .filter(certificates::person_id.eq(person))
        .filter(certificates::state.eq(CertificateState::Valid))
        .select((certificates::booking_id, certificates::snapshot))
        .load(connection)?;
    let body = |text: String| -> Option<String> {
        let snapshot: Value = serde_json::from_str(&text).ok()?;
        Some(snapshot.pointer("/accreditation/body")?.as_str()?.to_owned())
    };
    Ok(rows.into_iter().filter_map(|(booking, text)| Some((booking, body(text)?))).collect())
}
