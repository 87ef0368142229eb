//! What the rules need to know of courses, in a constant number of queries.

use diesel::prelude::*;
use uuid::Uuid;

use super::{
    audiences,
    targets::{self, NamedTarget},
};
use crate::{
    domain::{
        eligibility::CourseFacts,
        ids::{CourseId, GroupId, RequirementId},
        prerequisites::{Group, Requirement, Target},
        words::RequirementKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, prerequisite_groups, requirements},
    },
};
/// What the rules need to know of a course.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn course(connection: &mut AnyConnection, id: CourseId) -> Result<CourseFacts, Error> {
    let title: String = courses::table.find(id).select(courses::title).first(connection)?;
    of_courses(connection, vec![(id, title)])?.pop().ok_or(Error::Missing)
}

/// What the rules need to know of these courses, each given with its title; in their order.
///
/// # Errors
/// When the database fails.
pub fn of_courses(
    connection: &mut AnyConnection,
    titled: Vec<(CourseId, String)>,
) -> Result<Vec<CourseFacts>, Error> {
    let ids: Vec<CourseId> = titled.iter().map(|(id, _)| *id).collect();
    let audiences = audiences::audiences(connection, &ids)?;
    let groups = groups_of(connection, &ids)?;
    let facts = |(id, title)| CourseFacts {
        id,
        title,
        audience: audiences
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, whom)| whom.clone())
            .unwrap_or_default(),
        groups: groups.iter().filter(|(of, _)| *of == id).map(|(_, group)| group.clone()).collect(),
    };
    Ok(titled.into_iter().map(facts).collect())
}

/// The prerequisite of a course in force: its groups in order, each requirement with its label.
///
/// # Errors
/// When the database fails.
pub fn groups(connection: &mut AnyConnection, course: CourseId) -> Result<Vec<Group>, Error> {
    Ok(groups_of(connection, &[course])?.into_iter().map(|(_, group)| group).collect())
}

/// The prerequisites in force of these courses, each course's groups in order.
///
/// # Errors
/// When the database fails.
pub fn groups_of(connection: &mut AnyConnection, ids: &[CourseId]) -> Result<Vec<(CourseId, Group)>, Error> {
    Ok(asked_for(connection, ids)?.groups)
}

/// Prerequisites with what they ask for.
#[derive(Debug, Clone)]
pub struct AskedFor {
    /// Those of [`groups_of`].
    pub groups: Vec<(CourseId, Group)>,
    /// What all of them ask for, by name.
    pub targets: Vec<NamedTarget>,
}

/// The prerequisites in force of these courses, and what they ask for.
///
/// # Errors
/// When the database fails.
pub fn asked_for(connection: &mut AnyConnection, ids: &[CourseId]) -> Result<AskedFor, Error> {
    type Row = (CourseId, GroupId, RequirementId, RequirementKind, Vec<u8>, Option<i32>);
    let rows: Vec<Row> = prerequisite_groups::table
        .inner_join(requirements::table)
        .filter(prerequisite_groups::course_id.eq_any(ids))
        .filter(prerequisite_groups::retired_at.is_null())
        .order((prerequisite_groups::course_id, prerequisite_groups::position, requirements::position))
        .select((
            prerequisite_groups::course_id,
            prerequisite_groups::id,
            requirements::id,
            requirements::kind,
            requirements::ref_id,
            requirements::within_months,
        ))
        .load(connection)?;
    let mut parsed = Vec::with_capacity(rows.len());
    for (course, group, id, kind, reference, months) in rows {
        let reference = Uuid::from_slice(&reference).map_err(|e| Error::Broken(e.to_string()))?;
        let within_months = months.and_then(|months| u32::try_from(months).ok());
        parsed.push((course, group, id, Target::from_parts(kind, reference), within_months));
    }
    let targets: Vec<Target> = parsed.iter().map(|(_, _, _, target, _)| *target).collect();
    let named = targets::named(connection, &targets)?;
    let mut groups: Vec<(CourseId, Group)> = Vec::new();
    for (course, group, id, target, within_months) in parsed {
        let label = named.iter().find(|known| known.of == target.reference());
        let label = label.map(|known| known.label.clone()).unwrap_or_default();
        let requirement = Requirement { id, target, within_months, label };
        match groups.last_mut() {
            Some((_, last)) if last.id == group => last.any_of.push(requirement),
            _ => groups.push((course, Group { id: group, any_of: vec![requirement] })),
        }
    }
    Ok(AskedFor { groups, targets: named })
}
