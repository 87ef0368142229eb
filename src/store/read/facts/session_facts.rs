//! What the rules need to know of sessions, in a constant number of queries.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        eligibility::SessionFacts,
        ids::{CourseId, SessionId},
        own_steps::ComingSession,
        refusals::Candidate,
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::{
            dated::has_dates,
            session_rows::{self, DateRow, SessionRow, spans},
        },
        schema::{courses, sessions},
    },
};

/// What the rules need to know of a session, from its row and dates.
///
/// # Errors
/// [`Error::Broken`] if its zone is none.
pub fn session(row: &SessionRow, dates: &[DateRow]) -> Result<SessionFacts, Error> {
    Ok(SessionFacts {
        id: row.id,
        state: row.state,
        private: row.private,
        timezone: row.timezone.tz(),
        dates: spans(dates),
        booking_opens_at: row.booking_opens_at.map(|at| at.and_utc()),
        booking_closes_at: row.booking_closes_at.map(|at| at.and_utc()),
    })
}

/// The coming published sessions of these courses, by first date; none of courses that are no longer given.
///
/// # Errors
/// When the database fails.
pub fn coming(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    now: DateTime<Utc>,
) -> Result<Vec<ComingSession>, Error> {
    let rows: Vec<(SessionRow, String)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::course_id.eq_any(of_courses))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(has_dates())
        .filter(courses::retired_at.is_null())
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, sessions::id))
        .select((SessionRow::as_select(), courses::slug))
        .load(connection)?;
    let ids: Vec<SessionId> = rows.iter().map(|(row, _)| row.id).collect();
    let dates = session_rows::dates(connection, &ids)?;
    let held = session_rows::held(connection, &ids)?;
    rows.into_iter()
        .map(|(row, course_slug)| {
            let own: Vec<_> = dates.iter().filter(|date| date.session_id == row.id).cloned().collect();
            let taken = held.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
            let left = row.capacity.saturating_sub(i32::try_from(taken).unwrap_or(i32::MAX)).max(0);
            Ok(ComingSession {
                facts: session(&row, &own)?,
                course: row.course_id,
                course_slug,
                places_left: left,
                delivery: row.delivery,
                location: row.location,
            })
        })
        .collect()
}

/// The sessions of [`coming`], as those from which next steps are chosen.
///
/// # Errors
/// When the database fails.
pub fn candidates(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    Ok(coming(connection, of_courses, now)?.iter().map(|session| session.candidate(now)).collect())
}
