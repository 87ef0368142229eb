//! The courses and credentials that bookings ask for, of which somebody may say that they have them already.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{CourseId, CredentialKindId},
        prerequisites::Target,
        words::RequirementKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, credential_kinds, prerequisite_groups, requirements},
    },
};

/// One of them.
#[derive(Debug, Clone)]
pub struct Claimable {
    /// What it is.
    pub target: Target,
    /// Its slug.
    pub slug: String,
    /// A course's title or a credential's name.
    pub title: String,
    /// Whether it is a course that is no longer given.
    pub retired: bool,
}

/// What the courses that are given now ask for, courses first.
///
/// # Errors
/// When the database fails.
pub fn claimable(connection: &mut AnyConnection) -> Result<Vec<Claimable>, Error> {
    let asked: Vec<(RequirementKind, Vec<u8>)> = prerequisite_groups::table
        .inner_join(requirements::table)
        .inner_join(courses::table)
        .filter(prerequisite_groups::retired_at.is_null())
        .filter(courses::retired_at.is_null())
        .filter(courses::draft.eq(false))
        .filter(requirements::kind.eq_any([RequirementKind::Course, RequirementKind::Credential]))
        .select((requirements::kind, requirements::ref_id))
        .distinct()
        .load(connection)?;
    let (mut of_courses, mut of_kinds): (Vec<CourseId>, Vec<CredentialKindId>) = Default::default();
    for (kind, reference) in asked {
        let reference = Uuid::from_slice(&reference).map_err(|why| Error::Broken(why.to_string()))?;
        match Target::from_parts(kind, reference) {
            Target::Course(id) => of_courses.push(id),
            Target::Credential(id) => of_kinds.push(id),
            Target::OrganisationCourse(_) | Target::Declaration(_) => {}
        }
    }
    let mut found = Vec::new();
    if !of_courses.is_empty() {
        let rows: Vec<(CourseId, String, String, bool)> = courses::table
            .filter(courses::id.eq_any(of_courses))
            .filter(courses::draft.eq(false))
            .order((courses::title_folded, courses::id))
            .select((courses::id, courses::slug, courses::title, courses::retired_at.is_not_null()))
            .load(connection)?;
        found.extend(rows.into_iter().map(|(id, slug, title, retired)| Claimable {
            target: Target::Course(id),
            slug,
            title,
            retired,
        }));
    }
    if !of_kinds.is_empty() {
        let rows: Vec<(CredentialKindId, String, String)> = credential_kinds::table
            .filter(credential_kinds::id.eq_any(of_kinds))
            .order(credential_kinds::slug)
            .select((credential_kinds::id, credential_kinds::slug, credential_kinds::name))
            .load(connection)?;
        found.extend(rows.into_iter().map(|(id, slug, title)| Claimable {
            target: Target::Credential(id),
            slug,
            title,
            retired: false,
        }));
    }
    Ok(found)
}
