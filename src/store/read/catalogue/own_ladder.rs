//! Everything somebody's ladders are drawn from, in a constant number of statements.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::ladders::{LadderView, ladders};
use crate::{
    domain::{
        eligibility::Booker,
        ids::{CourseId, GroupId, PersonId, SessionId},
        own_steps::{Completed, OwnStanding, StepCourse},
        prerequisites::Target,
    },
    store::{
        AnyConnection,
        error::Error,
        read::facts::{
            course_facts, people_facts,
            session_facts::{coming, coming_next},
        },
        schema::{completions, courses, credential_kinds, credentials, waivers},
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

/// The ladders as they are for everybody.
#[derive(Debug, Clone)]
pub struct LadderFacts {
    /// Every ladder with its steps, in the order of lists.
    pub ladders: Vec<LadderView>,
    /// Every course that stands on one.
    pub courses: Vec<StepCourse>,
}

/// The ladders as they are for everybody.
///
/// # Errors
/// When the database fails.
pub fn ladder_facts(connection: &mut AnyConnection) -> Result<LadderFacts, Error> {
    let ladders = ladders(connection)?.into_iter().map(|ladder| ladder.view).collect();
    let rows = courses::table
        .filter(courses::rung_id.is_not_null())
        .filter(courses::retired_at.is_null())
        .select(COURSE)
        .load(connection)?;
    Ok(LadderFacts { ladders, courses: step_courses(connection, rows)? })
}

/// A person's ladders, on those that are there for everybody.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn own_ladders(
    connection: &mut AnyConnection,
    person: PersonId,
    LadderFacts { ladders, courses }: LadderFacts,
    now: DateTime<Utc>,
) -> Result<OwnLadders, Error> {
    let mut standing = standing(connection, person, &courses, Dates::Next, now)?;
    let completed: Vec<(CourseId, String, Option<NaiveDate>, i32)> = completions::table
        .inner_join(courses::table)
        .filter(completions::person_id.eq(person))
        .filter(completions::withdrawn_at.is_null())
        .order((completions::completed_on, completions::id))
        .select((courses::id, courses::title, completions::completed_on, completions::cpd_minutes))
        .load(connection)?;
    standing.completed = completed
        .iter()
        .map(|(course, _, on, cpd_minutes)| Completed { course: *course, on: *on, cpd_minutes: *cpd_minutes })
        .collect();
    let on_ladder = |id: &CourseId| courses.iter().any(|course| course.facts.id == *id);
    let mut other_training: Vec<OtherTraining> = completed
        .into_iter()
        .filter(|(course, ..)| !on_ladder(course))
        .map(|(_, name, on, _)| OtherTraining { name, on })
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
    let standing = standing(connection, person, &courses, Dates::All, now)?;
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
    let titled = rows.iter().map(|(id, _, title, _)| (*id, title.clone())).collect();
    let facts = course_facts::of_courses(connection, titled)?;
    let step = |((_, slug, _, by_commission), facts)| StepCourse { facts, slug, by_commission };
    Ok(rows.into_iter().zip(facts).map(step).collect())
}

/// Which coming dates are looked at.
enum Dates {
    All,
    /// Those that come next, for whoever shows a few.
    Next,
}

fn standing(
    connection: &mut AnyConnection,
    person: PersonId,
    courses: &[StepCourse],
    dates: Dates,
    now: DateTime<Utc>,
) -> Result<OwnStanding, Error> {
    let facts = people_facts::person(connection, person, None, now)?;
    let waived: Vec<(SessionId, GroupId)> = waivers::table
        .filter(waivers::person_id.eq(person))
        .select((waivers::session_id, waivers::group_id))
        .load(connection)?;
    let sessions = match dates {
        Dates::All => coming(connection, &asked_for(courses), now)?,
        Dates::Next => {
            let here: Vec<SessionId> = waived.iter().map(|(session, _)| *session).collect();
            coming_next(connection, &asked_for(courses), (now, &facts.free_from()), &here)?
        }
    };
    Ok(OwnStanding { by: Booker::Themselves, person: facts, completed: Vec::new(), waived, sessions })
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
