//! Everything somebody's ladders are drawn from, in a constant number of statements.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::ladders::{LadderView, ladders};
use crate::{
    domain::{
        eligibility::{Booker, CourseFacts, PersonFacts},
        ids::{CourseId, OrganisationId, PersonId},
        own_steps::{ComingSession, Completed, OwnStanding, StepCourse},
        prerequisites::Target,
        words::SessionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            facts::{audiences, course_facts},
            sessions::session_rows::{self, SessionRow},
        },
        schema::{completions, courses, credential_kinds, credentials, people, sessions, waivers},
    },
};

/// Training done before, or elsewhere, that stands on no ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherTraining {
    /// The course's title or the credential's name.
    pub name: String,
    /// The day; `None` when nobody knows it.
    pub on: Option<NaiveDate>,
}

/// Somebody's ladders.
#[derive(Debug, Clone)]
pub struct OwnLadders {
    /// Every ladder with its steps, in the order of lists.
    pub ladders: Vec<LadderView>,
    /// Every course that stands on one.
    pub courses: Vec<StepCourse>,
    /// What is known of the person.
    pub standing: OwnStanding,
    /// What they did that stands on no ladder.
    pub other_training: Vec<OtherTraining>,
}

/// A person's ladders.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn own_ladders(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<OwnLadders, Error> {
    let ladders = ladders(connection)?.into_iter().map(|ladder| ladder.view).collect();
    let rows = courses::table
        .filter(courses::rung_id.is_not_null())
        .filter(courses::retired_at.is_null())
        .select(COURSE)
        .load(connection)?;
    let courses = step_courses(connection, rows)?;
    let mut standing = standing(connection, person, &courses, now)?;
    let completed: Vec<(CourseId, Option<NaiveDate>, i32)> = completions::table
        .filter(completions::person_id.eq(person))
        .filter(completions::withdrawn_at.is_null())
        .select((completions::course_id, completions::completed_on, completions::cpd_minutes))
        .load(connection)?;
    standing.completed = completed
        .into_iter()
        .map(|(course, on, cpd_minutes)| Completed { course, on, cpd_minutes })
        .collect();
    let on_ladders: Vec<CourseId> = courses.iter().map(|course| course.facts.id).collect();
    let mut other_training: Vec<OtherTraining> = completions::table
        .inner_join(courses::table)
        .filter(completions::person_id.eq(person))
        .filter(completions::withdrawn_at.is_null())
        .filter(completions::course_id.ne_all(on_ladders))
        .order((completions::completed_on, completions::id))
        .select((courses::title, completions::completed_on))
        .load::<(String, Option<NaiveDate>)>(connection)?
        .into_iter()
        .map(|(name, on)| OtherTraining { name, on })
        .collect();
    let held: Vec<(String, Option<NaiveDate>)> = credentials::table
        .inner_join(credential_kinds::table)
        .filter(credentials::person_id.eq(person))
        .order((credentials::gained_on, credentials::id))
        .select((credential_kinds::name, credentials::gained_on))
        .load(connection)?;
    other_training.extend(held.into_iter().map(|(name, on)| OtherTraining { name, on }));
    Ok(OwnLadders { ladders, courses, standing, other_training })
}

/// One course, and a person as far as it matters for its dates.
///
/// # Errors
/// [`Error::Missing`] if there is no such person or course.
pub fn standing_for(
    connection: &mut AnyConnection,
    person: PersonId,
    course: CourseId,
    now: DateTime<Utc>,
) -> Result<(StepCourse, OwnStanding), Error> {
    let row = courses::table.find(course).select(COURSE).first(connection)?;
    let courses = step_courses(connection, vec![row])?;
    let standing = standing(connection, person, &courses, now)?;
    Ok((courses.into_iter().next().ok_or(Error::Missing)?, standing))
}

pub(in crate::store::read) const COURSE: (
    courses::id,
    courses::slug,
    courses::title,
    courses::by_commission,
) = (courses::id, courses::slug, courses::title, courses::by_commission);

pub(in crate::store::read) fn step_courses(
    connection: &mut AnyConnection,
    rows: Vec<(CourseId, String, String, bool)>,
) -> Result<Vec<StepCourse>, Error> {
    let ids: Vec<CourseId> = rows.iter().map(|(id, ..)| *id).collect();
    let audiences = audiences::audiences(connection, &ids)?;
    let groups = course_facts::groups_of(connection, &ids)?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, title, by_commission)| {
            let audience = audiences.iter().find(|(of, _)| *of == id).map(|(_, audience)| audience.clone());
            let groups = groups.iter().filter(|(of, _)| *of == id).map(|(_, group)| group.clone()).collect();
            let facts = CourseFacts { id, title, audience: audience.unwrap_or_default(), groups };
            StepCourse { facts, slug, by_commission }
        })
        .collect())
}

fn standing(
    connection: &mut AnyConnection,
    person: PersonId,
    courses: &[StepCourse],
    now: DateTime<Utc>,
) -> Result<OwnStanding, Error> {
    let (name, disabled): (String, bool) = people::table
        .find(person)
        .select((people::name, people::disabled_at.is_not_null()))
        .first(connection)?;
    let memberships = course_facts::current_memberships(connection, person, now)?;
    let organisations: Vec<OrganisationId> = memberships.iter().map(|m| m.organisation).collect();
    let facts = PersonFacts {
        id: person,
        name,
        disabled,
        learning: course_facts::learning(connection, person, &organisations)?,
        memberships,
        waived: Vec::new(),
        bookings: course_facts::active_bookings(connection, person)?,
    };
    let waived = waivers::table
        .filter(waivers::person_id.eq(person))
        .select((waivers::session_id, waivers::group_id))
        .load(connection)?;
    Ok(OwnStanding {
        by: Booker::Themselves,
        person: facts,
        completed: Vec::new(),
        waived,
        sessions: coming(connection, &asked_for(courses), now)?,
    })
}

/// These courses and those they ask for.
pub(in crate::store::read) fn asked_for(courses: &[StepCourse]) -> Vec<CourseId> {
    let mut wanted: Vec<CourseId> = courses.iter().map(|course| course.facts.id).collect();
    for requirement in courses.iter().flat_map(|course| &course.facts.groups).flat_map(|group| &group.any_of)
    {
        if let Target::Course(id) = requirement.target {
            wanted.push(id);
        }
    }
    wanted
}

/// The coming published sessions of these courses, by first date.
pub(in crate::store::read) fn coming(
    connection: &mut AnyConnection,
    of_courses: &[CourseId],
    now: DateTime<Utc>,
) -> Result<Vec<ComingSession>, Error> {
    let rows: Vec<(SessionRow, String)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::course_id.eq_any(of_courses))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::private.eq(false))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order((sessions::starts_at, sessions::id))
        .select((SessionRow::as_select(), courses::slug))
        .load(connection)?;
    let ids: Vec<_> = rows.iter().map(|(row, _)| row.id).collect();
    let dates = session_rows::dates(connection, &ids)?;
    let held = session_rows::held(connection, &ids)?;
    rows.into_iter()
        .map(|(row, course_slug)| {
            let own: Vec<_> = dates.iter().filter(|date| date.session_id == row.id).cloned().collect();
            let taken = held.iter().find(|(id, _)| *id == row.id).map_or(0, |(_, count)| *count);
            let left = row.capacity.saturating_sub(i32::try_from(taken).unwrap_or(i32::MAX)).max(0);
            Ok(ComingSession {
                facts: course_facts::session(&row, &own)?,
                course: row.course_id,
                course_slug,
                places_left: left,
                delivery: row.delivery,
                location: row.location,
            })
        })
        .collect()
}
