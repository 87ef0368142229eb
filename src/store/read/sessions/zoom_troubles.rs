//! What Zoom did not do, for the work board.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::SessionId,
        times::Zone,
        words::SessionState,
        zoom::{RegistrantState, Trouble},
    },
    store::{
        AnyConnection,
        error::Error,
        read::spelled_out::is_one_of,
        schema::{courses, session_dates, sessions, zoom_meetings, zoom_registrants},
    },
};

/// A session that somebody has to look at because of Zoom.
#[derive(Debug, Clone)]
pub struct ZoomTrouble {
    /// Which.
    pub session: SessionId,
    /// The course's title.
    pub course: String,
    /// Start of the date.
    pub starts_at: DateTime<Utc>,
    /// The zone its times are shown in.
    pub timezone: Zone,
    /// What is wrong, in a sentence.
    pub what: String,
}

/// Dates of which Zoom did not take what it was told, and people it would not have; the earliest first.
///
/// # Errors
/// When the database fails.
pub fn troubles(connection: &mut AnyConnection, limit: i64) -> Result<Vec<ZoomTrouble>, Error> {
    type Row = (SessionId, String, NaiveDateTime, Zone, i32, Option<String>);
    let rows: Vec<Row> = zoom_meetings::table
        .inner_join(session_dates::table)
        .inner_join(sessions::table.inner_join(courses::table))
        .filter(sessions::state.ne(SessionState::Delivered))
        .filter(zoom_meetings::failures.gt(0))
        .filter(zoom_meetings::last_error.is_not_null())
        .order((session_dates::starts_at, session_dates::id))
        .limit(limit)
        .select((
            sessions::id,
            courses::title,
            session_dates::starts_at,
            sessions::timezone,
            zoom_meetings::failures,
            zoom_meetings::last_error,
        ))
        .load(connection)?;
    let mut found: Vec<ZoomTrouble> = rows
        .into_iter()
        .filter(|(.., failures, error)| Trouble::needs_somebody(*failures, error.as_deref()))
        .map(|(session, course, starts_at, timezone, _, error)| ZoomTrouble {
            session,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            what: error.unwrap_or_default(),
        })
        .collect();
    let refused: Vec<(SessionId, String, NaiveDateTime, Zone)> = zoom_registrants::table
        .inner_join(session_dates::table.inner_join(sessions::table.inner_join(courses::table)))
        .filter(is_one_of("zoom_registrants.state", &[RegistrantState::Refused]))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(session_dates::cancelled_at.is_null())
        .order((session_dates::starts_at, session_dates::id))
        .limit(limit)
        .select((sessions::id, courses::title, session_dates::starts_at, sessions::timezone))
        .load(connection)?;
    found.extend(refused.into_iter().map(|(session, course, starts_at, timezone)| ZoomTrouble {
        session,
        course,
        starts_at: starts_at.and_utc(),
        timezone,
        what: "Zoom would not register somebody who is booked, so they have no link".to_owned(),
    }));
    Ok(found)
}
