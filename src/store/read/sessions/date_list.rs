//! The course dates of a coordinator's list, and who may run them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::{
    dated::has_dates,
    session::{self, SessionView},
};
use crate::{
    domain::{
        ids::{CourseId, GroupId, PersonId, SessionId},
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::revised::Revised,
        schema::{courses, people, sessions as rows, waivers},
    },
};

/// Which dates a list shows.
#[derive(Debug, Clone)]
pub struct DateFilter {
    /// Of the course of this slug.
    pub course: Option<String>,
    /// In this state alone.
    pub state: Option<SessionState>,
    /// First date at this time or later.
    pub from: DateTime<Utc>,
    /// First date before this time.
    pub until: Option<DateTime<Utc>>,
    /// After this one.
    pub after: Option<(NaiveDateTime, SessionId)>,
    /// At most so many.
    pub limit: i64,
}

/// The dates a filter lets through, drafts included, by their start; in a constant number of statements.
///
/// # Errors
/// When the database fails.
pub fn list(connection: &mut AnyConnection, filter: &DateFilter) -> Result<Vec<Revised<SessionView>>, Error> {
    let mut query = rows::table
        .inner_join(courses::table)
        .filter(rows::starts_at.ge(filter.from.naive_utc()))
        .filter(has_dates())
        .order((rows::starts_at, rows::id))
        .limit(filter.limit)
        .select(rows::id)
        .into_boxed();
    if let Some(course) = &filter.course {
        query = query.filter(courses::slug.eq(course.clone()));
    }
    if let Some(state) = filter.state {
        query = query.filter(rows::state.eq(state));
    }
    if let Some(until) = filter.until {
        query = query.filter(rows::starts_at.lt(until.naive_utc()));
    }
    if let Some((starts_at, id)) = filter.after {
        query = query
            .filter(rows::starts_at.gt(starts_at).or(rows::starts_at.eq(starts_at).and(rows::id.gt(id))));
    }
    let ids: Vec<SessionId> = query.load(connection)?;
    session::of_ids(connection, &ids)
}

/// The published sessions of a course that are not over, by their start.
///
/// # Errors
/// When the database fails.
pub fn coming_of(
    connection: &mut AnyConnection,
    course: CourseId,
    now: DateTime<Utc>,
) -> Result<Vec<SessionId>, Error> {
    Ok(rows::table
        .filter(rows::course_id.eq(course))
        .filter(rows::state.eq(SessionState::Published))
        .filter(rows::ends_at.gt(now.naive_utc()))
        .filter(has_dates())
        .order((rows::starts_at, rows::id))
        .select(rows::id)
        .load(connection)?)
}

/// Everybody who can run a session, by name; those named in `also` as well, who may have run it before.
///
/// # Errors
/// When the database fails.
pub fn trainers(connection: &mut AnyConnection, also: &[PersonId]) -> Result<Vec<(PersonId, String)>, Error> {
    type Row = (String, PersonId, String);
    let columns = (people::name_folded, people::id, people::name);
    let mut found: Vec<Row> = people::table
        .filter(people::is_trainer)
        .filter(people::disabled_at.is_null())
        .filter(people::merged_into.is_null())
        .filter(people::erased_at.is_null())
        .select(columns)
        .load(connection)?;
    let named: Vec<Row> = people::table
        .filter(people::id.eq_any(also))
        .filter(people::merged_into.is_null())
        .filter(people::erased_at.is_null())
        .select(columns)
        .load(connection)?;
    found.extend(named);
    found.sort();
    found.dedup();
    Ok(found.into_iter().map(|(_, id, name)| (id, name)).collect())
}

/// Why a session was called off, if it was.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn cancel_reason(connection: &mut AnyConnection, id: SessionId) -> Result<Option<String>, Error> {
    Ok(rows::table.find(id).select(rows::cancel_reason).first(connection)?)
}

/// Somebody who may attend although a group is not met.
#[derive(Debug, Clone)]
pub struct Waived {
    /// Who.
    pub person: (PersonId, String),
    /// Which group of the prerequisite.
    pub group: GroupId,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// The waivers of a session, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn waived(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<Waived>, Error> {
    type Row = ((PersonId, String), GroupId, String, PersonId, NaiveDateTime);
    let rows: Vec<Row> = waivers::table
        .inner_join(people::table.on(people::id.eq(waivers::person_id)))
        .filter(waivers::session_id.eq(session))
        .order(waivers::id)
        .select((
            (people::id, people::name),
            waivers::group_id,
            waivers::reason,
            waivers::by_person,
            waivers::at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(person, group, reason, by, at)| Waived { person, group, reason, by, at: at.and_utc() })
        .collect())
}
