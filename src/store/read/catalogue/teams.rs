//! A team on the ladders: everybody's standing on every step, in a constant number of statements.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::{
    ladders::{self, LadderView},
    own_ladder::{COURSE, asked_for, step_courses},
};
use crate::{
    domain::{
        eligibility::{Booker, PersonFacts},
        ids::{BookingId, CourseId, GroupId, PersonId, SessionId},
        own_steps::{Completed, OwnStanding, StepCourse},
        times::Zone,
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::facts::{people_facts, session_facts::coming_next},
        schema::{bookings, completions, courses, people, sessions, waivers},
    },
};

/// A team.
#[derive(Debug, Clone)]
pub struct Team {
    /// Every ladder with its steps, in the order of lists.
    pub ladders: Vec<LadderView>,
    /// Every course that stands on one.
    pub courses: Vec<StepCourse>,
    /// What is known of each of them, by name.
    pub members: Vec<OwnStanding>,
}

/// These people on the ladders, as whoever manages them sees it.
///
/// # Errors
/// When the database fails.
pub fn team(connection: &mut AnyConnection, ids: &[PersonId], now: DateTime<Utc>) -> Result<Team, Error> {
    let ladders = ladders::ladders(connection)?.into_iter().map(|ladder| ladder.view).collect();
    let rows = courses::table
        .filter(courses::rung_id.is_not_null())
        .filter(courses::retired_at.is_null())
        .order((courses::title_folded, courses::id))
        .select(COURSE)
        .load(connection)?;
    let courses = step_courses(connection, rows)?;
    let done: Vec<(PersonId, CourseId, Option<NaiveDate>, i32)> = completions::table
        .filter(completions::person_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null())
        .select((
            completions::person_id,
            completions::course_id,
            completions::completed_on,
            completions::cpd_minutes,
        ))
        .load(connection)?;
    let waived: Vec<(PersonId, SessionId, GroupId)> = waivers::table
        .filter(waivers::person_id.eq_any(ids))
        .select((waivers::person_id, waivers::session_id, waivers::group_id))
        .load(connection)?;
    let members = people_facts::of(connection, ids, None, now)?;
    let free_from: Vec<DateTime<Utc>> = members.iter().flat_map(PersonFacts::free_from).collect();
    let here: Vec<SessionId> = waived.iter().map(|(_, session, _)| *session).collect();
    let sessions = coming_next(connection, &asked_for(&courses), (now, &free_from), &here)?;
    let members = members
        .into_iter()
        .map(|person| OwnStanding {
            by: Booker::Manager,
            completed: done
                .iter()
                .filter(|(of, ..)| *of == person.id)
                .map(|(_, course, on, minutes)| Completed { course: *course, on: *on, cpd_minutes: *minutes })
                .collect(),
            waived: waived
                .iter()
                .filter(|(of, ..)| *of == person.id)
                .map(|(_, session, group)| (*session, *group))
                .collect(),
            sessions: sessions.clone(),
            person,
        })
        .collect();
    Ok(Team { ladders, courses, members })
}

/// Which of these people have completed the course of a session.
///
/// # Errors
/// When the database fails.
pub fn have_done(
    connection: &mut AnyConnection,
    ids: &[PersonId],
    session: SessionId,
) -> Result<Vec<PersonId>, Error> {
    let course = sessions::table.filter(sessions::id.eq(session)).select(sessions::course_id);
    Ok(completions::table
        .filter(completions::person_id.eq_any(ids))
        .filter(completions::course_id.eq_any(course))
        .filter(completions::withdrawn_at.is_null())
        .select(completions::person_id)
        .distinct()
        .load(connection)?)
}

/// A booking that waits for a yes.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Wanted {
    pub booking: BookingId,
    pub person: String,
    pub course: String,
    pub starts_at: DateTime<Utc>,
    pub timezone: Zone,
}

/// What of these people waits for a yes, the soonest first.
///
/// # Errors
/// When the database fails.
pub fn wanted_by(
    connection: &mut AnyConnection,
    ids: &[PersonId],
    now: DateTime<Utc>,
) -> Result<Vec<Wanted>, Error> {
    let rows: Vec<(BookingId, String, String, NaiveDateTime, Zone)> = bookings::table
        .inner_join(sessions::table)
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::person_id.eq_any(ids))
        .filter(bookings::state.eq(BookingState::Requested))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, bookings::id))
        .select((bookings::id, people::name, courses::title, sessions::starts_at, sessions::timezone))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, person, course, starts_at, timezone)| Wanted {
            booking,
            person,
            course,
            starts_at: starts_at.and_utc(),
            timezone,
        })
        .collect())
}
