//! Courses as they stand.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{CourseId, CredentialKindId, DeclarationId, LadderId, RungId},
        words::{Delivery, RequirementKind},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, credential_kinds, declaration_kinds, ladders, rungs},
    },
};

/// A course's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = courses)]
#[expect(missing_docs, reason = "the migration says what each column means")]
#[expect(clippy::struct_excessive_bools, reason = "a row as it stands in the table")]
pub struct CourseRow {
    pub id: CourseId,
    pub slug: String,
    pub title: String,
    pub title_folded: String,
    pub rung_id: Option<RungId>,
    pub summary: String,
    pub audience: String,
    pub outcomes: String,
    pub delivery: Delivery,
    pub duration_minutes: i32,
    pub cpd_minutes: i32,
    pub capacity: i32,
    pub enough_percent: i32,
    pub enough_dates: Option<i32>,
    pub notice_days: i32,
    pub needs_approval: bool,
    pub by_commission: bool,
    pub trains_organisation: bool,
    pub invites_trained_organisations: bool,
    pub retired_at: Option<NaiveDateTime>,
    pub revision: i32,
    pub created_at: NaiveDateTime,
    pub trains_organisation_from: Option<i32>,
    pub draft: bool,
    pub badges_show_organisation: bool,
    pub current_months: Option<i32>,
    pub renewed_by: Option<DeclarationId>,
}

/// The course with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn row(connection: &mut AnyConnection, id: CourseId) -> Result<CourseRow, Error> {
    Ok(courses::table.find(id).select(CourseRow::as_select()).first(connection)?)
}

/// The course with this slug.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn by_slug(connection: &mut AnyConnection, slug: &str) -> Result<CourseRow, Error> {
    Ok(courses::table.filter(courses::slug.eq(slug)).select(CourseRow::as_select()).first(connection)?)
}

/// The slug of a declaration.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn declaration_slug(connection: &mut AnyConnection, id: DeclarationId) -> Result<String, Error> {
    Ok(declaration_kinds::table.find(id).select(declaration_kinds::slug).first(connection)?)
}

/// The titles of these courses.
///
/// # Errors
/// When the database fails.
pub fn titles(connection: &mut AnyConnection, ids: &[CourseId]) -> Result<Vec<(CourseId, String)>, Error> {
    Ok(courses::table
        .filter(courses::id.eq_any(ids))
        .select((courses::id, courses::title))
        .load(connection)?)
}

/// The rungs of the ladder of this slug, lowest first; none if there is no such ladder.
///
/// # Errors
/// When the database fails.
pub fn rungs_of(connection: &mut AnyConnection, ladder: &str) -> Result<Option<Vec<(i32, RungId)>>, Error> {
    let id: Option<LadderId> =
        ladders::table.filter(ladders::slug.eq(ladder)).select(ladders::id).first(connection).optional()?;
    let Some(id) = id else { return Ok(None) };
    let rungs = rungs::table
        .filter(rungs::ladder_id.eq(id))
        .order(rungs::position)
        .select((rungs::position, rungs::id))
        .load(connection)?;
    Ok(Some(rungs))
}

/// On which rung of which ladder a course stands.
///
/// # Errors
/// [`Error::Missing`] if there is no such course.
pub fn place(connection: &mut AnyConnection, course: CourseId) -> Result<Option<(String, i32)>, Error> {
    Ok(courses::table
        .left_join(rungs::table.inner_join(ladders::table))
        .filter(courses::id.eq(course))
        .select((ladders::slug, rungs::position).nullable())
        .first(connection)?)
}

/// The id of the course, credential or declaration of this slug, as a requirement refers to it.
///
/// # Errors
/// When the database fails.
pub fn target(
    connection: &mut AnyConnection,
    kind: RequirementKind,
    slug: &str,
) -> Result<Option<Uuid>, Error> {
    Ok(match kind {
        RequirementKind::Course | RequirementKind::OrganisationCourse => courses::table
            .filter(courses::slug.eq(slug))
            .select(courses::id)
            .first::<CourseId>(connection)
            .optional()?
            .map(CourseId::uuid),
        RequirementKind::Credential => credential_kinds::table
            .filter(credential_kinds::slug.eq(slug))
            .select(credential_kinds::id)
            .first::<CredentialKindId>(connection)
            .optional()?
            .map(CredentialKindId::uuid),
        RequirementKind::Declaration => declaration_kinds::table
            .filter(declaration_kinds::slug.eq(slug))
            .select(declaration_kinds::id)
            .first::<DeclarationId>(connection)
            .optional()?
            .map(DeclarationId::uuid),
    })
}

/// A course as lists to choose from name it.
#[derive(Debug, Clone)]
pub struct CourseName {
    /// Its id.
    pub id: CourseId,
    /// Its name in addresses.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// No longer given.
    pub retired: bool,
}

/// Every course, those no longer given too, by title.
///
/// # Errors
/// When the database fails.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<CourseName>, Error> {
    let rows: Vec<(CourseId, String, String, bool)> = courses::table
        .order((courses::title_folded, courses::id))
        .select((
            courses::id,
            courses::slug,
            courses::title,
            courses::retired_at.is_not_null().and(courses::draft.eq(false)),
        ))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, slug, title, retired)| CourseName { id, slug, title, retired }).collect())
}

/// The courses that are given when somebody asks for them, by title: slug, title, summary.
///
/// # Errors
/// When the database fails.
pub fn by_commission(connection: &mut AnyConnection) -> Result<Vec<(String, String, String)>, Error> {
    Ok(courses::table
        .filter(courses::by_commission)
        .filter(courses::retired_at.is_null())
        .order((courses::title_folded, courses::id))
        .select((courses::slug, courses::title, courses::summary))
        .load(connection)?)
}

/// What each course that stands teaches, by title: slug, title and outcomes.
///
/// # Errors
/// [`Error::Broken`] if outcomes cannot be read.
pub fn outcomes(connection: &mut AnyConnection) -> Result<Vec<(String, String, Vec<String>)>, Error> {
    let rows: Vec<(String, String, String)> = courses::table
        .filter(courses::retired_at.is_null())
        .order((courses::title_folded, courses::id))
        .select((courses::slug, courses::title, courses::outcomes))
        .load(connection)?;
    rows.into_iter()
        .map(|(slug, title, outcomes)| {
            let outcomes = serde_json::from_str(&outcomes);
            Ok((slug, title, outcomes.map_err(|e| Error::Broken(format!("outcomes: {e}")))?))
        })
        .collect()
}
