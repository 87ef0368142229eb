//! Sessions as they stand: the row, its dates, who runs it, who holds places.

use chrono::NaiveDateTime;
use diesel::{dsl::count_star, prelude::*};

use crate::{
    domain::{
        ids::{CourseId, DateId, PersonId, SessionId},
        places::Window,
        sessions::Span,
        times::Zone,
        words::{BookingState, Delivery, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, people, session_dates, session_trainers, sessions},
    },
};

/// A session's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = sessions)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct SessionRow {
    pub id: SessionId,
    pub course_id: CourseId,
    pub state: SessionState,
    pub timezone: Zone,
    pub delivery: Delivery,
    pub capacity: i32,
    pub location: Option<String>,
    pub joining: Option<String>,
    pub private: bool,
    pub booking_opens_at: Option<NaiveDateTime>,
    pub booking_closes_at: Option<NaiveDateTime>,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub dates_changed_at: Option<NaiveDateTime>,
    pub published_at: Option<NaiveDateTime>,
    pub cancelled_at: Option<NaiveDateTime>,
    pub cancel_reason: Option<String>,
    pub register_closed_at: Option<NaiveDateTime>,
    pub lock_count: i32,
    pub revision: i32,
    pub created_at: NaiveDateTime,
    pub zoom_meeting: bool,
    pub on_demand: bool,
}

/// One date of a session.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = session_dates)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct DateRow {
    pub id: DateId,
    pub session_id: SessionId,
    pub position: i32,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub cancelled_at: Option<NaiveDateTime>,
}

/// The session with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn session(connection: &mut AnyConnection, id: SessionId) -> Result<SessionRow, Error> {
    Ok(sessions::table.find(id).select(SessionRow::as_select()).first(connection)?)
}

/// The session with this id, if it is one that people come to: the standing one of a course taken at any time is for
/// nobody to see.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn dated(connection: &mut AnyConnection, id: SessionId) -> Result<SessionRow, Error> {
    let row = session(connection, id)?;
    if row.on_demand { Err(Error::Missing) } else { Ok(row) }
}

/// Whether this is the standing session of a course that may be taken at any time; one that is not there is not.
///
/// # Errors
/// When the database fails.
pub fn is_on_demand(connection: &mut AnyConnection, id: SessionId) -> Result<bool, Error> {
    let found = sessions::table.find(id).select(sessions::on_demand).first(connection).optional()?;
    Ok(found.unwrap_or(false))
}

/// Sessions with these ids.
///
/// # Errors
/// When the database fails.
pub fn sessions(connection: &mut AnyConnection, ids: &[SessionId]) -> Result<Vec<SessionRow>, Error> {
    Ok(sessions::table.filter(sessions::id.eq_any(ids)).select(SessionRow::as_select()).load(connection)?)
}

/// The dates of these sessions that are not cancelled, earliest first.
///
/// # Errors
/// When the database fails.
pub fn dates(connection: &mut AnyConnection, ids: &[SessionId]) -> Result<Vec<DateRow>, Error> {
    Ok(session_dates::table
        .filter(session_dates::session_id.eq_any(ids))
        .filter(session_dates::cancelled_at.is_null())
        .order((session_dates::starts_at, session_dates::id))
        .select(DateRow::as_select())
        .load(connection)?)
}

/// Who runs these sessions: session, person, name; in the order they are named.
///
/// # Errors
/// When the database fails.
pub fn trainers(
    connection: &mut AnyConnection,
    ids: &[SessionId],
) -> Result<Vec<(SessionId, PersonId, String)>, Error> {
    Ok(session_trainers::table
        .inner_join(people::table)
        .filter(session_trainers::session_id.eq_any(ids))
        .order((session_trainers::session_id, session_trainers::position))
        .select((session_trainers::session_id, people::id, people::name))
        .load(connection)?)
}

/// How many places of each of these sessions are held; sessions without one are absent.
///
/// # Errors
/// When the database fails.
pub fn held(connection: &mut AnyConnection, ids: &[SessionId]) -> Result<Vec<(SessionId, i64)>, Error> {
    count(connection, ids, BookingState::HOLDING)
}

/// How many wait for each of these sessions; sessions without anybody are absent.
///
/// # Errors
/// When the database fails.
pub fn waiting(connection: &mut AnyConnection, ids: &[SessionId]) -> Result<Vec<(SessionId, i64)>, Error> {
    count(connection, ids, &[BookingState::Waitlisted])
}

fn count(
    connection: &mut AnyConnection,
    ids: &[SessionId],
    states: &[BookingState],
) -> Result<Vec<(SessionId, i64)>, Error> {
    Ok(bookings::table
        .filter(bookings::session_id.eq_any(ids))
        .filter(bookings::state.eq_any(states))
        .group_by(bookings::session_id)
        .select((bookings::session_id, count_star()))
        .load(connection)?)
}

/// The date with this id, cancelled or not.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn date(connection: &mut AnyConnection, id: DateId) -> Result<DateRow, Error> {
    Ok(session_dates::table.find(id).select(DateRow::as_select()).first(connection)?)
}

/// What decides whether a session can be booked now, places apart.
#[must_use]
pub fn window(row: &SessionRow) -> Window {
    Window {
        state: row.state,
        private: row.private,
        opens_at: row.booking_opens_at.map(|at| at.and_utc()),
        closes_at: row.booking_closes_at.map(|at| at.and_utc()),
        first_start: row.starts_at.and_utc(),
    }
}

/// Dates as spans.
#[must_use]
pub fn spans<'d>(dates: impl IntoIterator<Item = &'d DateRow>) -> Vec<Span> {
    dates
        .into_iter()
        .map(|date| Span { starts_at: date.starts_at.and_utc(), ends_at: date.ends_at.and_utc() })
        .collect()
}
