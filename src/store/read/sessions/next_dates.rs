//! The next dates of courses, a few of each: whatever shows or proposes three dates of a course asks here, and what it
//! costs does not grow with the dates that are planned.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    QueryableByName, RunQueryDsl,
    dsl::exists,
    prelude::*,
    sql_query,
    sql_types::{Binary, Timestamp},
};

use super::{
    dated::has_dates,
    session::{self, SessionView, has_places_left},
};
use crate::{
    domain::{
        ids::{CourseId, SessionId},
        words::SessionState,
    },
    store::{
        AnyConnection,
        any_connection::MultiBackend,
        error::Error,
        read::revised::Revised,
        schema::{courses, sessions},
    },
};

/// The most questions that are put into one statement: `SQLite` takes 500.
const AT_ONCE: usize = 480;
/// The most questions altogether: beyond that it is no dearer to look at every date.
const MOST: usize = 5 * AT_ONCE;

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

/// The next dates that are open to booking, for everybody, by their start; none where that is too much to ask.
///
/// # Errors
/// When the database fails.
pub fn next_dates(
    connection: &mut AnyConnection,
    wanted: &NextDates<'_>,
) -> Result<Option<Vec<SessionId>>, Error> {
    let now = wanted.now.naive_utc();
    let any = sessions::table
        .filter(sessions::course_id.eq(courses::id))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(has_dates())
        .filter(sessions::starts_at.gt(now));
    let given: Vec<CourseId> = courses::table
        .filter(courses::id.eq_any(wanted.of))
        .filter(courses::retired_at.is_null())
        .filter(exists(any))
        .order(courses::id)
        .select(courses::id)
        .load(connection)?;
    let moments: Vec<NaiveDateTime> =
        [now].into_iter().chain(wanted.again_from.iter().map(DateTime::naive_utc)).collect();
    let mut questions = Vec::new();
    for course in &given {
        for from in &moments {
            let kinds = [(wanted.with_places, true), (wanted.of_any, false)];
            let asked = kinds.into_iter().filter(|(most, _)| *most > 0);
            questions.extend(asked.map(|(most, free)| Question { course: *course, from: *from, most, free }));
        }
    }
    if questions.len() > MOST {
        return Ok(None);
    }
    let mut found = Vec::new();
    for some in questions.chunks(AT_ONCE) {
        found.extend(ask(connection, some, now)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(Some(found))
}

/// So many dates of a course from a moment on.
struct Question {
    course: CourseId,
    from: NaiveDateTime,
    most: i32,
    /// With a place left.
    free: bool,
}

fn ask(
    connection: &mut AnyConnection,
    questions: &[Question],
    now: NaiveDateTime,
) -> Result<Vec<SessionId>, Error> {
    // SQLite counts such places by where they first stand in the text.
    let one = |(at, question): (usize, &Question)| {
        let (of, from) = (2 * at + 2, 2 * at + 3);
        let free = if question.free { format!(" AND {}", has_places_left()) } else { String::new() };
        format!(
            "SELECT id FROM (SELECT sessions.id FROM sessions WHERE starts_at > $1 AND course_id = ${of} \
             AND starts_at >= ${from} AND state = 'published' AND private = FALSE AND on_demand = FALSE \
             AND (booking_opens_at IS NULL OR booking_opens_at <= $1) \
             AND (booking_closes_at IS NULL OR booking_closes_at > $1){free} \
             ORDER BY starts_at, sessions.id LIMIT {}) AS next",
            question.most
        )
    };
    let all: Vec<String> = questions.iter().enumerate().map(one).collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = sql_query(all.join(" UNION ALL ")).into_boxed::<MultiBackend>();
    query = query.bind::<Timestamp, _>(now);
    for question in questions {
        query = query.bind::<Binary, _>(question.course).bind::<Timestamp, _>(question.from);
    }
    let found: Vec<Found> = query.load(connection)?;
    Ok(found.into_iter().map(|found| found.id).collect())
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
    for of in all.chunks(AT_ONCE) {
        let wanted = NextDates { of, now, again_from: &[], with_places: each, of_any: 0 };
        found.extend(next_dates(connection, &wanted)?.unwrap_or_default());
    }
    session::of_ids(connection, &found)
}
