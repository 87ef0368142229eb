//! Sessions that are over and whose register is still open.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{count_star, max},
    prelude::*,
};

use crate::{
    domain::{
        ids::SessionId,
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::dated::has_dates,
        schema::{bookings, results, sessions},
    },
};

/// A register that is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenRegister {
    /// Of which session.
    pub session: SessionId,
    /// When its last date ended, or when it was opened again.
    pub since: DateTime<Utc>,
    /// How many people wait for their result, at least one.
    pub waiting: i64,
}

/// The open registers of sessions that are over, where somebody waits for a result; in a constant number of queries.
///
/// # Errors
/// When the database fails.
pub fn open_registers(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
) -> Result<Vec<OpenRegister>, Error> {
    let over: Vec<(SessionId, NaiveDateTime)> = sessions::table
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::ends_at.le(now.naive_utc()))
        .filter(has_dates())
        .order(sessions::id)
        .select((sessions::id, sessions::ends_at))
        .load(connection)?;
    let ids: Vec<SessionId> = over.iter().map(|(id, _)| *id).collect();
    let waiting: Vec<(SessionId, i64)> = bookings::table
        .filter(bookings::session_id.eq_any(&ids))
        .filter(bookings::state.eq(BookingState::Booked))
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?;
    let reopened: Vec<(SessionId, Option<NaiveDateTime>)> = results::table
        .inner_join(bookings::table)
        .filter(bookings::session_id.eq_any(&ids))
        .group_by(bookings::session_id)
        .select((bookings::session_id, max(results::reopened_at)))
        .load(connection)?;
    let open = over.into_iter().filter_map(|(session, ended)| {
        let (_, waiting) = *waiting.iter().find(|(of, _)| *of == session)?;
        let again = reopened.iter().find(|(of, _)| *of == session).and_then(|(_, at)| *at);
        let since = again.map_or(ended, |at| at.max(ended)).and_utc();
        Some(OpenRegister { session, since, waiting })
    });
    Ok(open.collect())
}
