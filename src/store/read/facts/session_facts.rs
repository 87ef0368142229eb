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
            next_dates::{NextDates, next_dates},
            session_rows::{self, DateRow, SessionRow, spans},
        },
        schema::{courses, sessions},
    },
};

/// How many dates with a place are looked at of each course, from each moment on: more than collide with whatever
/// somebody has booked about that time.
const WITH_PLACES: i32 = 24;
/// How many dates are looked at whether they have a place or not, for their waiting lists.
const OF_ANY: i32 = 6;

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
    coming_of(connection, of_courses, now, None)
}

/// Of the sessions of [`coming`] those that can be booked now and come next, and those that come next after each of
/// these moments, such as the ends of what somebody has booked; and all of `also`, as far as they are among them.
///
/// # Errors
/// When the database fails.
pub fn coming_next(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    (now, again_from): (DateTime<Utc>, &[DateTime<Utc>]),
    also: &[SessionId],
) -> Result<Vec<ComingSession>, Error> {
    let mut again_from: Vec<DateTime<Utc>> = again_from.iter().copied().filter(|at| *at > now).collect();
    again_from.sort_unstable();
    again_from.dedup();
    let wanted =
        NextDates { of: of_courses, now, again_from: &again_from, with_places: WITH_PLACES, of_any: OF_ANY };
    let Some(mut ids) = next_dates(connection, &wanted)? else {
        return coming(connection, of_courses, now);
    };
    ids.extend(also);
    coming_of(connection, of_courses, now, Some(ids))
}

/// All of the sessions of [`coming`], or those of them that are named.
fn coming_of(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    now: DateTime<Utc>,
    ids: Option<Vec<SessionId>>,
) -> Result<Vec<ComingSession>, Error> {
    let mut rows = sessions::table
        .inner_join(courses::table)
        .filter(sessions::course_id.eq_any(of_courses))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(has_dates())
        .filter(courses::retired_at.is_null())
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, sessions::id))
        .select((SessionRow::as_select(), courses::slug))
        .into_boxed();
    if let Some(ids) = ids {
        rows = rows.filter(sessions::id.eq_any(ids));
    }
    let rows = rows.load(connection)?;
    as_coming(connection, rows)
}

fn as_coming(
    connection: &mut AnyConnection,
    rows: Vec<(SessionRow, String)>,
) -> Result<Vec<ComingSession>, Error> {
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

/// Those of [`coming_next`], as those from which next steps are chosen.
///
/// # Errors
/// When the database fails.
pub fn next_candidates(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    when: (DateTime<Utc>, &[DateTime<Utc>]),
) -> Result<Vec<Candidate>, Error> {
    let now = when.0;
    let next = coming_next(connection, of_courses, when, &[])?;
    Ok(next.iter().map(|session| session.candidate(now)).collect())
}
