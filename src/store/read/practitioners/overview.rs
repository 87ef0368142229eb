//! The register at a glance: how many are current, what lapses next, and a page of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::{
    about::organisations_of,
    practice_courses::PracticeCourse,
    register::{Practitioner, courses_asked, page, register},
    standing::{RegisterQuery, standing},
};
use crate::{
    domain::{
        ids::{CourseId, OrganisationId, PersonId},
        practice::PracticeState,
    },
    store::{AnyConnection, error::Error},
};

/// How many of those whose practice lapses next are named.
const LAPSING: usize = 50;

/// The register at a glance.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Of everybody whom the reader may see: people who are current, and of them those of whom something lapses soon.
    pub counts: (usize, usize),
    /// Whose practice lapses next of those asked for, the soonest first: the first fifty.
    pub lapsing: Vec<Practitioner>,
    /// How many more of it lapse soon.
    pub lapsing_more: usize,
    /// Those asked for, by name, as many as were asked for.
    pub rows: Vec<Practitioner>,
    /// The organisations that have practitioners, by name.
    pub organisations: Vec<(OrganisationId, String)>,
    /// The courses that make some, ladder by ladder.
    pub courses: Vec<PracticeCourse>,
}

/// Reads it: so many rows after a position.
///
/// # Errors
/// When the database fails.
pub fn overview(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    rows: (Option<&str>, usize),
    now: DateTime<Utc>,
) -> Result<Overview, Error> {
    let all = RegisterQuery { listed: query.listed, ..RegisterQuery::default() };
    let courses = courses_asked(connection, &all)?;
    let everybody = standing(connection, &all, &courses, None, now)?;
    let people = |states: &[PracticeState]| {
        let of = everybody.iter().filter(|one| states.contains(&one.state));
        of.map(|one| one.person).collect::<HashSet<PersonId>>().len()
    };
    let counts =
        (people(&[PracticeState::Current, PracticeState::LapsesSoon]), people(&[PracticeState::LapsesSoon]));
    let (lapsing, lapsing_more) = lapsing(connection, query, now)?;
    let rows = page(connection, query, rows, now)?;
    let organisations = organisations_of(connection, &courses, query.listed, now)?;
    Ok(Overview { counts, lapsing, lapsing_more, rows, organisations, courses })
}

/// Whose practice lapses next, the soonest first, and how many more there are.
fn lapsing(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    now: DateTime<Utc>,
) -> Result<(Vec<Practitioner>, usize), Error> {
    let only = RegisterQuery { lapsing: true, ..query.clone() };
    let of = courses_asked(connection, &only)?;
    let mut next = standing(connection, &only, &of, None, now)?;
    next.sort_unstable_by_key(|one| (one.until, one.person));
    let more = next.len().saturating_sub(LAPSING);
    next.truncate(LAPSING);
    let some: HashSet<(PersonId, CourseId)> = next.iter().map(|one| (one.person, one.course)).collect();
    let theirs = RegisterQuery { people: Some(next.iter().map(|one| one.person).collect()), ..only };
    let mut lapsing = register(connection, &theirs, now)?;
    lapsing.retain(|one| some.contains(&(one.person, one.course.id)));
    lapsing.sort_by_key(|one| one.until);
    Ok((lapsing, more))
}
