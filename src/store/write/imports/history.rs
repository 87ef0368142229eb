//! What people and organisations did before, brought in from elsewhere, and what people declare.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::{
    domain::ids::{CourseId, CredentialKindId, OrganisationId, PersonId, RowId},
    store::{
        AnyConnection,
        error::Error,
        schema::{
            completions, courses, credential_kinds, credentials, declaration_kinds, declarations,
            organisation_completions,
        },
        write_tx::WriteTx,
    },
};

/// Adds a completion from before; false when the person has the same one already.
///
/// # Errors
/// When the database fails.
pub fn add_completion(
    tx: &mut WriteTx<'_>,
    (person, organisation): (PersonId, Option<OrganisationId>),
    (course, cpd_minutes): (CourseId, i32),
    completed_on: Option<NaiveDate>,
    source: &str,
) -> Result<bool, Error> {
    let known: Vec<Option<NaiveDate>> = completions::table
        .filter(completions::person_id.eq(person))
        .filter(completions::course_id.eq(course))
        .filter(completions::withdrawn_at.is_null())
        .select(completions::completed_on)
        .load(tx.conn())?;
    if known.contains(&completed_on) {
        return Ok(false);
    }
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(completions::table)
        .values((
            completions::id.eq(id),
            completions::person_id.eq(person),
            completions::course_id.eq(course),
            completions::organisation_id.eq(organisation),
            completions::completed_on.eq(completed_on),
            completions::cpd_minutes.eq(cpd_minutes),
            completions::source.eq(source),
            completions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(true)
}

/// Adds a credential; false when the person has the same one already.
///
/// # Errors
/// When the database fails.
pub fn add_credential(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    kind: CredentialKindId,
    gained_on: Option<NaiveDate>,
    source: &str,
) -> Result<bool, Error> {
    let known: Vec<Option<NaiveDate>> = credentials::table
        .filter(credentials::person_id.eq(person))
        .filter(credentials::credential_kind_id.eq(kind))
        .select(credentials::gained_on)
        .load(tx.conn())?;
    if known.contains(&gained_on) {
        return Ok(false);
    }
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(credentials::table)
        .values((
            credentials::id.eq(id),
            credentials::person_id.eq(person),
            credentials::credential_kind_id.eq(kind),
            credentials::gained_on.eq(gained_on),
            credentials::source.eq(source),
            credentials::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(true)
}

/// Adds an organisation's completion; false when it has the same one already.
///
/// # Errors
/// When the database fails.
pub fn add_organisation_completion(
    tx: &mut WriteTx<'_>,
    organisation: OrganisationId,
    course: CourseId,
    completed_on: Option<NaiveDate>,
    source: &str,
) -> Result<bool, Error> {
    let known: Vec<Option<NaiveDate>> = organisation_completions::table
        .filter(organisation_completions::organisation_id.eq(organisation))
        .filter(organisation_completions::course_id.eq(course))
        .filter(organisation_completions::withdrawn_at.is_null())
        .select(organisation_completions::completed_on)
        .load(tx.conn())?;
    if known.contains(&completed_on) {
        return Ok(false);
    }
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(organisation_completions::table)
        .values((
            organisation_completions::id.eq(id),
            organisation_completions::organisation_id.eq(organisation),
            organisation_completions::course_id.eq(course),
            organisation_completions::completed_on.eq(completed_on),
            organisation_completions::source.eq(source),
            organisation_completions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(true)
}

/// A course or credential as an import may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    /// What is told from it.
    pub id: TaughtId,
    /// Its slug.
    pub slug: String,
    /// Its title or name.
    pub title: String,
    /// CPD minutes of a whole course; nothing for a credential.
    pub cpd_minutes: i32,
}

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaughtId {
    /// A course, in force or retired.
    Course(CourseId),
    /// A credential.
    Credential(CredentialKindId),
}

/// Everything that can be completed or held: courses, the retired ones too, then credentials.
///
/// # Errors
/// When the database fails.
pub fn taught(connection: &mut AnyConnection) -> Result<Vec<Taught>, Error> {
    let courses: Vec<(CourseId, String, String, i32)> = courses::table
        .select((courses::id, courses::slug, courses::title, courses::cpd_minutes))
        .order(courses::id)
        .load(connection)?;
    let credentials: Vec<(CredentialKindId, String, String)> = credential_kinds::table
        .select((credential_kinds::id, credential_kinds::slug, credential_kinds::name))
        .order(credential_kinds::id)
        .load(connection)?;
    let courses = courses.into_iter().map(|(id, slug, title, cpd_minutes)| Taught {
        id: TaughtId::Course(id),
        slug,
        title,
        cpd_minutes,
    });
    let credentials = credentials.into_iter().map(|(id, slug, title)| Taught {
        id: TaughtId::Credential(id),
        slug,
        title,
        cpd_minutes: 0,
    });
    Ok(courses.chain(credentials).collect())
}

/// Keeps that a person declares the statement of this slug today; declared again on one day it is kept once.
///
/// # Errors
/// [`Error::Missing`] if there is no such statement.
pub fn declare(tx: &mut WriteTx<'_>, person: PersonId, slug: &str, on: NaiveDate) -> Result<(), Error> {
    let kind: crate::domain::ids::DeclarationId = declaration_kinds::table
        .filter(declaration_kinds::slug.eq(slug))
        .select(declaration_kinds::id)
        .first(tx.conn())?;
    let same: i64 = declarations::table
        .filter(declarations::person_id.eq(person))
        .filter(declarations::declaration_kind_id.eq(kind))
        .filter(declarations::declared_on.eq(on))
        .count()
        .get_result(tx.conn())?;
    if same > 0 {
        return Ok(());
    }
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(declarations::table)
        .values((
            declarations::id.eq(id),
            declarations::person_id.eq(person),
            declarations::declaration_kind_id.eq(kind),
            declarations::declared_on.eq(on),
            declarations::source.eq("declared"),
            declarations::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
