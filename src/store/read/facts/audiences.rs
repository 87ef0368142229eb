//! Whom courses are for.

use diesel::prelude::*;

use crate::{
    domain::{
        eligibility::Audience,
        ids::{CourseId, OrganisationId},
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{course_audiences, organisations},
    },
};

/// Whom these courses are for; courses for everybody are absent.
///
/// # Errors
/// When the database fails.
pub fn audiences(
    connection: &mut AnyConnection,
    ids: &[CourseId],
) -> Result<Vec<(CourseId, Audience)>, Error> {
    type Row = (CourseId, Option<OrganisationId>, Option<OrganisationKind>, Option<String>);
    let rows: Vec<Row> = course_audiences::table
        .left_join(organisations::table)
        .filter(course_audiences::course_id.eq_any(ids))
        .order((course_audiences::course_id, course_audiences::id))
        .select((
            course_audiences::course_id,
            course_audiences::organisation_id,
            course_audiences::organisation_kind,
            organisations::name.nullable(),
        ))
        .load(connection)?;
    let mut audiences: Vec<(CourseId, Audience)> = Vec::new();
    for (course, organisation, kind, name) in rows {
        if audiences.last().is_none_or(|(last, _)| *last != course) {
            audiences.push((course, Audience::default()));
        }
        if let Some((_, audience)) = audiences.last_mut() {
            audience.organisations.extend(organisation.map(|id| (id, name.unwrap_or_default())));
            audience.kinds.extend(kind);
        }
    }
    Ok(audiences)
}
