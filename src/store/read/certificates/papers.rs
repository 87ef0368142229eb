//! What a certificate states beside the person's own result: where the course stands, who is accredited for it.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::{
        certificates::{AccreditationLine, AccreditationScope, LadderPosition},
        ids::{AccreditationId, CourseId, LadderId, OrganisationId, PersonId, RungId},
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            accreditation_audiences, accreditation_courses, accreditations, courses, ladders, organisations,
            people, rungs,
        },
    },
};

/// Where a rung stands on its ladder.
///
/// # Errors
/// [`Error::Missing`] if there is no such rung.
pub fn ladder_position(connection: &mut AnyConnection, rung: RungId) -> Result<LadderPosition, Error> {
    let (ladder_id, ladder): (LadderId, String) = rungs::table
        .inner_join(ladders::table)
        .filter(rungs::id.eq(rung))
        .select((ladders::id, ladders::name))
        .first(connection)?;
    let all: Vec<(RungId, String)> = rungs::table
        .filter(rungs::ladder_id.eq(ladder_id))
        .order(rungs::position)
        .select((rungs::id, rungs::name))
        .load(connection)?;
    let index = all.iter().position(|(id, _)| *id == rung).unwrap_or_default();
    Ok(LadderPosition {
        ladder,
        rungs: all.into_iter().map(|(_, name)| name).collect(),
        rung: i32::try_from(index + 1).unwrap_or(i32::MAX),
    })
}

/// The courses on the next rung above this one.
///
/// # Errors
/// [`Error::Missing`] if there is no such rung.
pub fn courses_above(connection: &mut AnyConnection, rung: RungId) -> Result<Vec<CourseId>, Error> {
    let (ladder, position): (LadderId, i32) =
        rungs::table.find(rung).select((rungs::ladder_id, rungs::position)).first(connection)?;
    let above: Option<RungId> = rungs::table
        .filter(rungs::ladder_id.eq(ladder))
        .filter(rungs::position.gt(position))
        .order(rungs::position)
        .select(rungs::id)
        .first(connection)
        .optional()?;
    let Some(above) = above else { return Ok(Vec::new()) };
    Ok(courses::table
        .filter(courses::rung_id.eq(above))
        .filter(courses::retired_at.is_null())
        .order(courses::id)
        .select(courses::id)
        .load(connection)?)
}

/// The accreditations that name a course, each with all it covers.
///
/// # Errors
/// When the database fails.
pub fn accreditations_of(
    connection: &mut AnyConnection,
    course: CourseId,
) -> Result<Vec<AccreditationScope>, Error> {
    type Row = (AccreditationId, String, String, String, NaiveDate, NaiveDate);
    let rows: Vec<Row> = accreditations::table
        .inner_join(accreditation_courses::table)
        .filter(accreditation_courses::course_id.eq(course))
        .order(accreditations::id)
        .select((
            accreditations::id,
            accreditations::provider,
            accreditations::body,
            accreditations::reference,
            accreditations::valid_from,
            accreditations::valid_to,
        ))
        .load(connection)?;
    let ids: Vec<AccreditationId> = rows.iter().map(|row| row.0).collect();
    let audiences: Vec<(AccreditationId, OrganisationKind)> = accreditation_audiences::table
        .filter(accreditation_audiences::accreditation_id.eq_any(ids))
        .select((accreditation_audiences::accreditation_id, accreditation_audiences::organisation_kind))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, provider, body, reference, valid_from, valid_to)| AccreditationScope {
            line: AccreditationLine { body, reference, valid_from, valid_to },
            provider,
            courses: vec![course],
            audiences: audiences.iter().filter(|(of, _)| *of == id).map(|(_, kind)| *kind).collect(),
        })
        .collect())
}

/// What kind of body an organisation is.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn kind_of(connection: &mut AnyConnection, id: OrganisationId) -> Result<OrganisationKind, Error> {
    Ok(organisations::table.find(id).select(organisations::kind).first(connection)?)
}

/// The name a person's certificate bears; none once their record was erased.
///
/// # Errors
/// [`Error::Missing`] if there is no such person.
pub fn certificate_name(connection: &mut AnyConnection, id: PersonId) -> Result<Option<String>, Error> {
    let (name, own, erased): (String, Option<String>, bool) = people::table
        .find(id)
        .select((people::name, people::certificate_name, people::erased_at.is_not_null()))
        .first(connection)?;
    Ok((!erased).then(|| own.unwrap_or(name)))
}
