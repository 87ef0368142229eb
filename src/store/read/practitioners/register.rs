//! The register: who is trained by which course that keeps people current, until when, where, and who supports them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{dsl::exists, prelude::*};

use super::{
    about::{About, coming, keeping},
    practice_courses::{PracticeCourse, courses_of_practice},
    standing::{Standing, looked_for, standing},
};
pub use super::{
    about::{KeepingDate, Supporter},
    standing::RegisterQuery,
};
use crate::{
    domain::{
        ids::{CourseId, OrganisationId, PersonId},
        people::Folded,
        practice::PracticeState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::people::belonging::london_day,
        schema::{completions, people},
    },
};

/// How many people are read together.
const CHUNK: usize = 500;

/// Somebody by one course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// Their record.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisations they belong to today, by name.
    pub organisations: Vec<(OrganisationId, String)>,
    /// The course.
    pub course: PracticeCourse,
    /// Until when they are current.
    pub until: Option<NaiveDate>,
    /// How that stands today.
    pub state: PracticeState,
    /// They said yes to being listed.
    pub listed: bool,
    /// Who supports them.
    pub supported_by: Option<Supporter>,
    /// Where that lapses soon or has lapsed: the coming dates that would keep it, those before it lapses first.
    pub dates: Vec<KeepingDate>,
}

/// Where somebody stands in the register: the name it is sorted by, the person, the course.
type Place = (String, PersonId, CourseId);

/// Where one stands, as a cursor carries it.
#[must_use]
pub fn position(one: &Practitioner) -> String {
    format!("{}\n{}\n{}", Folded::of(&one.name).as_str(), one.person, one.course.id)
}

fn place(position: &str) -> Option<Place> {
    let mut parts = position.split('\n');
    let (name, person, course) = (parts.next()?, parts.next()?, parts.next()?);
    Some((name.to_owned(), person.parse().ok()?, course.parse().ok()?))
}

/// Who is in the register, by name, in a constant number of statements for each five hundred people.
///
/// # Errors
/// When the database fails.
pub fn register(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    now: DateTime<Utc>,
) -> Result<Vec<Practitioner>, Error> {
    page(connection, query, (None, usize::MAX), now)
}

/// So many of the register, by name, after a position.
///
/// # Errors
/// When the database fails.
pub fn page(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    (after, limit): (Option<&str>, usize),
    now: DateTime<Utc>,
) -> Result<Vec<Practitioner>, Error> {
    let of = courses_asked(connection, query)?;
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let dates = coming(connection, &of, now)?;
    // Of one person the courses stay in the order of the ladders.
    let at = |course: CourseId| of.iter().position(|one| one.id == course);
    let begin = after.and_then(place);
    let mut found = Vec::new();
    // Of the one a page ended with, courses may be left.
    let mut from = begin.clone().map(|(name, person, _)| (name, person, true));
    loop {
        let some = candidates(connection, query, &of, from.as_ref(), now)?;
        let mut part = practitioners_of(connection, query, &of, &some, now)?;
        part.sort_by_key(|(place, one)| (*place, at(one.course.id)));
        for (_, mut one) in part {
            let shown = begin
                .as_ref()
                .is_some_and(|(_, person, course)| one.person == *person && at(one.course.id) <= at(*course));
            if !shown {
                if matches!(one.state, PracticeState::LapsesSoon | PracticeState::Lapsed) {
                    one.dates = keeping(&dates, one.course.id, one.until);
                }
                found.push(one);
            }
        }
        if some.len() < CHUNK || found.len() >= limit {
            found.truncate(limit);
            return Ok(found);
        }
        from = some.last().map(|one| (one.folded.clone(), one.person, false));
    }
}

/// The courses by which people are looked for.
///
/// # Errors
/// When the database fails.
pub fn courses_asked(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
) -> Result<Vec<PracticeCourse>, Error> {
    let mut of = courses_of_practice(connection)?;
    if let Some(slug) = &query.course {
        of.retain(|course| course.slug == *slug);
    }
    Ok(of)
}

/// Somebody who did one of the courses.
struct Candidate {
    person: PersonId,
    name: String,
    folded: String,
}

/// A name, the person of that name, and whether they are wanted too.
type Begin = (String, PersonId, bool);

/// The next five hundred who did one of these courses, by name.
fn candidates(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    of: &[PracticeCourse],
    from: Option<&Begin>,
    now: DateTime<Utc>,
) -> Result<Vec<Candidate>, Error> {
    let today = london_day(now);
    let ids: Vec<CourseId> = of.iter().map(|course| course.id).collect();
    let did = completions::table
        .filter(completions::person_id.eq(people::id))
        .filter(completions::course_id.eq_any(ids))
        .filter(completions::withdrawn_at.is_null());
    let mut rows = people::table
        .filter(exists(did))
        .order((people::name_folded, people::id))
        .limit(i64::try_from(CHUNK).unwrap_or(i64::MAX))
        .select((people::id, people::name, people::name_folded))
        .into_boxed();
    looked_for!(rows, query, today);
    if let Some((name, person, too)) = from {
        let same = people::name_folded.eq(name);
        let after = people::name_folded.gt(name);
        rows = if *too {
            rows.filter(after.or(same.and(people::id.ge(person))))
        } else {
            rows.filter(after.or(same.and(people::id.gt(person))))
        };
    }
    let rows: Vec<(PersonId, String, String)> = rows.load(connection)?;
    Ok(rows.into_iter().map(|(person, name, folded)| Candidate { person, name, folded }).collect())
}

/// Those of some candidates whom the query looks for, each with their place among them.
fn practitioners_of(
    connection: &mut AnyConnection,
    query: &RegisterQuery,
    of: &[PracticeCourse],
    some: &[Candidate],
    now: DateTime<Utc>,
) -> Result<Vec<(usize, Practitioner)>, Error> {
    let ids: Vec<PersonId> = some.iter().map(|one| one.person).collect();
    let stand = standing(connection, query, of, Some(&ids), now)?;
    let shown: Vec<PersonId> = stand.iter().map(|one| one.person).collect();
    let about = About::of(connection, &shown, london_day(now))?;
    let at: HashMap<PersonId, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let one = |stands: Standing| {
        let place = *at.get(&stands.person)?;
        let course = of.iter().find(|course| course.id == stands.course)?;
        let one = Practitioner {
            person: stands.person,
            name: some[place].name.clone(),
            organisations: about.organisations.get(&stands.person).cloned().unwrap_or_default(),
            course: course.clone(),
            until: stands.until,
            state: stands.state,
            listed: about.listed.contains(&stands.person),
            supported_by: about.supporters.get(&stands.person).cloned(),
            dates: Vec::new(),
        };
        Some((place, one))
    };
    Ok(stand.into_iter().filter_map(one).collect())
}
