//! What people on a roster have done before: the steps of the course's ladder, and what the course asks for.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{CourseId, LadderId, PersonId},
        words::RequirementKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{completions, courses, prerequisite_groups as groups, requirements, rungs},
    },
};

/// A course that somebody completed before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepDoneView {
    /// The course's slug.
    pub course_slug: String,
    /// Its title.
    pub course_title: String,
    /// The last day of it; null when nobody knows.
    pub completed_on: Option<NaiveDate>,
}

/// What a roster of this course shows of its people's learning, and no more: the courses on the course's own ladder, and
/// those that it asks for. By course as the ladder goes, each at its last time.
///
/// # Errors
/// When the database fails.
pub fn done_before(
    connection: &mut AnyConnection,
    slug: &str,
    people: &[PersonId],
) -> Result<Vec<(PersonId, StepDoneView)>, Error> {
    type Found = (PersonId, (CourseId, String, String), Option<NaiveDate>);
    let shown = shown_for(connection, slug)?;
    let found: Vec<Found> = completions::table
        .inner_join(courses::table)
        .filter(completions::person_id.eq_any(people))
        .filter(completions::course_id.eq_any(&shown))
        .filter(completions::withdrawn_at.is_null())
        .select((
            completions::person_id,
            (courses::id, courses::slug, courses::title),
            completions::completed_on,
        ))
        .load(connection)?;
    let place = |course: CourseId| shown.iter().position(|known| *known == course);
    let mut all: Vec<_> = found
        .into_iter()
        .map(|(person, (id, slug, title), on)| (person, place(id), slug, title, on))
        .collect();
    all.sort_by(|a, b| (a.0, a.1, b.4).cmp(&(b.0, b.1, a.4)));
    all.dedup_by(|next, kept| (next.0, next.1) == (kept.0, kept.1));
    Ok(all
        .into_iter()
        .map(|(person, _, course_slug, course_title, completed_on)| {
            (person, StepDoneView { course_slug, course_title, completed_on })
        })
        .collect())
}

/// The courses of its ladder in the ladder's order, then what it asks for.
fn shown_for(connection: &mut AnyConnection, slug: &str) -> Result<Vec<CourseId>, Error> {
    let ladder: Option<LadderId> = courses::table
        .inner_join(rungs::table)
        .filter(courses::slug.eq(slug))
        .select(rungs::ladder_id)
        .first(connection)
        .optional()?;
    let mut shown: Vec<CourseId> = match ladder {
        Some(ladder) => courses::table
            .inner_join(rungs::table)
            .filter(rungs::ladder_id.eq(ladder))
            .order((rungs::position, courses::id))
            .select(courses::id)
            .load(connection)?,
        None => Vec::new(),
    };
    let asked: Vec<Vec<u8>> = groups::table
        .inner_join(requirements::table)
        .inner_join(courses::table)
        .filter(courses::slug.eq(slug))
        .filter(groups::retired_at.is_null())
        .filter(requirements::kind.eq(RequirementKind::Course))
        .order((groups::position, requirements::position))
        .select(requirements::ref_id)
        .load(connection)?;
    for id in asked {
        let id = Uuid::from_slice(&id).map_err(|why| Error::Broken(why.to_string()))?;
        let id = CourseId::from_uuid(id);
        if !shown.contains(&id) {
            shown.push(id);
        }
    }
    Ok(shown)
}
