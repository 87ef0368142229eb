//! Who was refused a place for lack of what the course asks for.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, GroupId, OrganisationId, PersonId},
    store::{
        AnyConnection,
        error::Error,
        read::facts::course_facts,
        schema::{prerequisite_groups, refused_attempts},
    },
};

/// Somebody who was refused, once a course, group and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Refused {
    /// Who.
    pub person: PersonId,
    /// Which course they asked for.
    pub course: CourseId,
    /// Which of its prerequisites they lacked.
    pub group: GroupId,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Under which organisation.
    pub organisation: Option<OrganisationId>,
}

/// Everybody who was refused in these months.
///
/// # Errors
/// When the database fails.
pub fn refused(
    connection: &mut AnyConnection,
    (first, last): (NaiveDate, NaiveDate),
    course: Option<CourseId>,
) -> Result<Vec<Refused>, Error> {
    let mut query = refused_attempts::table
        .filter(refused_attempts::month.between(first, last))
        .order((refused_attempts::month, refused_attempts::person_id))
        .select((
            refused_attempts::person_id,
            refused_attempts::course_id,
            refused_attempts::group_id,
            refused_attempts::month,
            refused_attempts::organisation_id,
        ))
        .into_boxed();
    if let Some(course) = course {
        query = query.filter(refused_attempts::course_id.eq(course));
    }
    Ok(query.load(connection)?)
}

/// What each of these prerequisites asks for, way by way; nothing of one that was edited since.
///
/// # Errors
/// When the database fails.
pub fn labels(connection: &mut AnyConnection, ids: &[GroupId]) -> Result<Vec<(GroupId, Vec<String>)>, Error> {
    let courses: Vec<CourseId> = prerequisite_groups::table
        .filter(prerequisite_groups::id.eq_any(ids))
        .select(prerequisite_groups::course_id)
        .distinct()
        .load(connection)?;
    let in_force = course_facts::asked_for(connection, &courses)?;
    Ok(in_force
        .groups
        .into_iter()
        .filter(|(_, group)| ids.contains(&group.id))
        .map(|(_, group)| (group.id, group.any_of.into_iter().map(|one| one.label).collect()))
        .collect())
}
