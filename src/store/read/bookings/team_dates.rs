//! One course date for a team: what speaks for and against each of them, before anybody is booked.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        eligibility::{CourseFacts, PersonFacts, SessionFacts},
        ids::{CourseId, PersonId, SessionId},
        prerequisites::Target,
        refusals::Candidate,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            facts::{course_facts, people_facts, session_facts},
            sessions::{
                session::{self, SessionView},
                session_rows,
            },
        },
    },
};

/// A course date with everybody who might be booked on it.
#[derive(Debug, Clone)]
pub struct DateForTeam {
    /// The session as everybody sees it.
    pub view: SessionView,
    /// What the rules know of its course.
    pub course: CourseFacts,
    /// What they know of the session.
    pub session: SessionFacts,
    /// The dates a next step is chosen from.
    pub candidates: Vec<Candidate>,
    /// The people, by name.
    pub people: Vec<PersonFacts>,
}

/// A course date for these people, in a constant number of statements.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn date_for_team(
    connection: &mut AnyConnection,
    id: SessionId,
    people: &[PersonId],
    now: DateTime<Utc>,
) -> Result<DateForTeam, Error> {
    let row = session_rows::session(connection, id)?;
    let dates = session_rows::dates(connection, &[id])?;
    let course = course_facts::course(connection, row.course_id)?;
    let mut of: Vec<CourseId> = vec![course.id];
    for requirement in course.groups.iter().flat_map(|group| &group.any_of) {
        if let Target::Course(id) = requirement.target {
            of.push(id);
        }
    }
    let people = people_facts::of(connection, people, Some(id), now)?;
    let free_from: Vec<DateTime<Utc>> = people.iter().flat_map(PersonFacts::free_from).collect();
    Ok(DateForTeam {
        view: session::session(connection, id)?.view,
        session: session_facts::session(&row, &dates)?,
        candidates: session_facts::next_candidates(connection, &of, (now, &free_from))?,
        people,
        course,
    })
}
