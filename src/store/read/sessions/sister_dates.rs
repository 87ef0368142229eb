//! Dates of other groups on the same course, at which somebody may have made up for one they missed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, DateId, SessionId},
        times::Zone,
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{session_dates as dates, sessions},
    },
};

/// The most that are offered: the last ones.
const MOST: i64 = 60;

/// A date of another group.
#[derive(Debug, Clone)]
pub struct SisterDate {
    /// Its id.
    pub id: DateId,
    /// Which date of its group, counted from 1.
    pub number: i32,
    /// Start.
    pub starts_at: DateTime<Utc>,
    /// End.
    pub ends_at: DateTime<Utc>,
    /// The zone it is shown in.
    pub timezone: Zone,
}

/// The dates with these numbers that other groups on the same course have had, the last first.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn of_others(
    connection: &mut AnyConnection,
    session: SessionId,
    numbers: &[i32],
    now: DateTime<Utc>,
) -> Result<Vec<SisterDate>, Error> {
    type Row = (DateId, i32, NaiveDateTime, NaiveDateTime, Zone);
    let course: CourseId = sessions::table.find(session).select(sessions::course_id).first(connection)?;
    let rows: Vec<Row> = dates::table
        .inner_join(sessions::table)
        .filter(sessions::course_id.eq(course))
        .filter(sessions::id.ne(session))
        .filter(sessions::state.eq_any([SessionState::Published, SessionState::Delivered]))
        .filter(dates::cancelled_at.is_null())
        .filter(dates::ends_at.le(now.naive_utc()))
        .filter(dates::position.eq_any(numbers))
        .order((dates::starts_at.desc(), dates::id))
        .limit(MOST)
        .select((dates::id, dates::position, dates::starts_at, dates::ends_at, sessions::timezone))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, number, starts_at, ends_at, timezone)| SisterDate {
            id,
            number,
            starts_at: starts_at.and_utc(),
            ends_at: ends_at.and_utc(),
            timezone,
        })
        .collect())
}
