//! The next dates of courses, a few of each: whatever shows or proposes three dates of a course asks here, and what it
//! costs does not grow with the dates that are planned.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, RunQueryDsl,
    prelude::*,
    sql_query,
    sql_types::{Binary, Timestamp},
};

use super::session::{self, SessionView, has_places_left};
use crate::{
    domain::ids::{CourseId, SessionId},
    store::{
        AnyConnection, any_connection::MultiBackend, error::Error, read::revised::Revised, schema::courses,
    },
};

/// The most questions that are put into one statement.
const MOST: usize = 240;

/// Which dates are wanted.
#[derive(Debug, Clone, Copy)]
pub struct NextDates<'a> {
    /// Of these courses, as far as they are still given.
    pub of: &'a [CourseId],
    /// They start after this moment, and can be booked at it.
    pub now: DateTime<Utc>,
    /// Asked again from each of these moments on.
    pub again_from: &'a [DateTime<Utc>],
    /// So many with a place left, of each course and from each moment.
    pub with_places: i32,
    /// And so many, whether a place is left or not.
    pub of_any: i32,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Binary)]
    id: SessionId,
}

/// The next dates that are open to booking, for everybody, by their start; none where that is too much to ask at once.
///
/// # Errors
/// When the database fails.
pub fn next_dates(
    connection: &mut AnyConnection,
    wanted: &NextDates<'_>,
) -> Result<Option<Vec<SessionId>>, Error> {
    let given: Vec<CourseId> = courses::table
        .filter(courses::id.eq_any(wanted.of))
        .filter(courses::retired_at.is_null())
        .order(courses::id)
        .select(courses::id)
        .load(connection)?;
    let moments = 1 + wanted.again_from.len();
    let kinds = usize::from(wanted.with_places > 0) + usize::from(wanted.of_any > 0);
    if given.is_empty() {
        return Ok(Some(Vec::new()));
    }
    if given.len() * moments * kinds > MOST {
        return Ok(None);
    }
    let mut asked = Vec::new();
    for course in 0..given.len() {
        for moment in 0..moments {
            // The first values are the moments, the first of them now; then the courses.
            let from = format!("AND starts_at >= ${}", moment + 1);
            let of = format!("course_id = ${}", moments + course + 1);
            for (most, and) in
                [(wanted.with_places, format!(" AND {}", has_places_left())), (wanted.of_any, String::new())]
            {
                if most > 0 {
                    asked.push(format!(
                        "SELECT id FROM (SELECT sessions.id FROM sessions WHERE {of} {from} AND starts_at > $1 \
                         AND state = 'published' AND private = FALSE AND on_demand = FALSE \
                         AND (booking_opens_at IS NULL OR booking_opens_at <= $1) \
                         AND (booking_closes_at IS NULL OR booking_closes_at > $1){and} \
                         ORDER BY starts_at, sessions.id LIMIT {most}) AS next"
                    ));
                }
            }
        }
    }
    let mut query = sql_query(asked.join(" UNION ")).into_boxed::<MultiBackend>();
    query = query.bind::<Timestamp, _>(wanted.now.naive_utc());
    for moment in wanted.again_from {
        query = query.bind::<Timestamp, _>(moment.naive_utc());
    }
    for course in given {
        query = query.bind::<Binary, _>(course);
    }
    let found: Vec<Found> = query.load(connection)?;
    Ok(Some(found.into_iter().map(|found| found.id).collect()))
}

/// The next dates of every course that can be booked now, so many of each, by their start.
///
/// # Errors
/// When the database fails.
pub fn bookable_of_each(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    each: i32,
) -> Result<Vec<Revised<SessionView>>, Error> {
    let all: Vec<CourseId> = courses::table
        .filter(courses::retired_at.is_null())
        .order(courses::id)
        .select(courses::id)
        .load(connection)?;
    let mut found = Vec::new();
    for of in all.chunks(MOST) {
        let wanted = NextDates { of, now, again_from: &[], with_places: each, of_any: 0 };
        found.extend(next_dates(connection, &wanted)?.unwrap_or_default());
    }
    session::of_ids(connection, &found)
}
