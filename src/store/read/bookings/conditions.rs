//! Conditions whose time is over, and the objections that stop their clock.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        conditions::ConditionState,
        ids::{BookingId, CourseId, GroupId},
        prerequisites::Target,
        times::Zone,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::facts::{course_facts, session_facts},
        schema::{booking_conditions as conditions, bookings, courses, disputes, sessions},
    },
};

/// Bookings about whose failed conditions something is to be done: the time to answer or to put it right is over, or
/// there is a date now that can be offered instead of one we changed. Only as long as there is a place to release: once
/// the session has started nothing is.
///
/// # Errors
/// When the database fails.
pub fn bookings_to_act_on(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
) -> Result<Vec<BookingId>, Error> {
    let in_doubt = || {
        conditions::table
            .inner_join(bookings::table.on(bookings::id.eq(conditions::booking_id)))
            .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
            .filter(conditions::ended_at.is_null())
            .filter(conditions::failed_at.is_not_null())
            .filter(bookings::state.eq_any([BookingState::Booked, BookingState::Requested]))
            .filter(sessions::starts_at.gt(now.naive_utc()))
    };
    let over = conditions::release_at.le(now.naive_utc()).or(conditions::answer_by.le(now.naive_utc()));
    let mut due: Vec<BookingId> = in_doubt().filter(over).select(conditions::booking_id).load(connection)?;
    let owed: Vec<(BookingId, GroupId, CourseId, NaiveDateTime)> = in_doubt()
        .filter(conditions::state.eq(ConditionState::Kept))
        .filter(conditions::offered_at.is_null())
        .select((conditions::booking_id, conditions::group_id, bookings::course_id, sessions::starts_at))
        .load(connection)?;
    for (booking, group, course, starts_at) in owed {
        if can_be_replaced(connection, group, course, starts_at.and_utc(), now)? {
            due.push(booking);
        }
    }
    due.sort();
    due.dedup();
    Ok(due)
}

/// Whether a date of a course that would meet the group can be booked and is over in time.
fn can_be_replaced(
    connection: &mut AnyConnection,
    group: GroupId,
    course: CourseId,
    by: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let groups = course_facts::groups(connection, course)?;
    let requirements = groups.iter().filter(|known| known.id == group).flat_map(|known| &known.any_of);
    let courses: Vec<CourseId> = requirements
        .filter_map(|requirement| match requirement.target {
            Target::Course(id) => Some(id),
            _ => None,
        })
        .collect();
    let candidates = session_facts::candidates(connection, &courses, now)?;
    Ok(candidates
        .iter()
        .any(|candidate| candidate.bookable && candidate.dates.iter().all(|date| date.ends_at <= by)))
}

/// From when until when an objection was open; until none while it still is.
pub type Objection = (DateTime<Utc>, Option<DateTime<Utc>>);

/// When a "This is wrong" about this booking, or about one it hangs on, was open: from, until.
///
/// # Errors
/// When the database fails.
pub fn objections(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<Objection>, Error> {
    let mut about: Vec<BookingId> = conditions::table
        .filter(conditions::booking_id.eq(booking))
        .filter(conditions::ended_at.is_null())
        .select(conditions::depends_on)
        .load(connection)?;
    about.push(booking);
    let rows: Vec<(NaiveDateTime, Option<NaiveDateTime>)> = disputes::table
        .filter(disputes::booking_id.eq_any(about))
        .order(disputes::opened_at)
        .select((disputes::opened_at, disputes::closed_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(from, until)| (from.and_utc(), until.map(|at| at.and_utc()))).collect())
}

/// What a place hangs on, in words for whoever runs the later session.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct HangsOn {
    pub booking: BookingId,
    pub group: GroupId,
    /// The course that has to be attended first.
    pub course: String,
    pub starts_at: DateTime<Utc>,
    pub timezone: Zone,
    /// It did not come to pass, and time runs to put it right.
    pub failed: bool,
}

/// What these bookings hang on now, soonest first.
///
/// # Errors
/// When the database fails.
pub fn of_bookings(connection: &mut AnyConnection, ids: &[BookingId]) -> Result<Vec<HangsOn>, Error> {
    type Row = (BookingId, GroupId, String, NaiveDateTime, Zone, Option<NaiveDateTime>);
    let rows: Vec<Row> = conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(conditions::depends_on)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(conditions::booking_id.eq_any(ids))
        .filter(conditions::ended_at.is_null())
        .filter(conditions::state.ne(ConditionState::Fulfilled))
        .order((sessions::starts_at, conditions::id))
        .select((
            conditions::booking_id,
            conditions::group_id,
            courses::title,
            sessions::starts_at,
            sessions::timezone,
            conditions::failed_at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, group, course, starts_at, timezone, failed_at)| HangsOn {
            booking,
            group,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
            failed: failed_at.is_some(),
        })
        .collect())
}
