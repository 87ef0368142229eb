//! What requirements ask for, by name.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    domain::{
        ids::{CourseId, CredentialKindId, DeclarationId},
        prerequisites::Target,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{courses, credential_kinds, declaration_kinds},
    },
};

/// Something a requirement can ask for.
#[derive(Debug, Clone)]
pub struct NamedTarget {
    /// Its id, as [`Target::reference`] gives it.
    pub of: Uuid,
    /// A course's title, a credential's name, a declaration's statement.
    pub label: String,
    /// Its slug.
    pub slug: String,
}

/// What these are called, in a query for each kind of them.
///
/// # Errors
/// When the database fails.
pub fn named(connection: &mut AnyConnection, targets: &[Target]) -> Result<Vec<NamedTarget>, Error> {
    let (mut of_courses, mut of_credentials, mut of_declarations) = (Vec::new(), Vec::new(), Vec::new());
    for target in targets {
        match *target {
            Target::Course(id) | Target::OrganisationCourse(id) => of_courses.push(id),
            Target::Credential(id) => of_credentials.push(id),
            Target::Declaration(id) => of_declarations.push(id),
        }
    }
    let mut named = Vec::new();
    if !of_courses.is_empty() {
        let rows: Vec<(CourseId, String, String)> = courses::table
            .filter(courses::id.eq_any(of_courses))
            .select((courses::id, courses::title, courses::slug))
            .load(connection)?;
        named.extend(rows.into_iter().map(|(id, label, slug)| NamedTarget { of: id.uuid(), label, slug }));
    }
    if !of_credentials.is_empty() {
        let rows: Vec<(CredentialKindId, String, String)> = credential_kinds::table
            .filter(credential_kinds::id.eq_any(of_credentials))
            .select((credential_kinds::id, credential_kinds::name, credential_kinds::slug))
            .load(connection)?;
        named.extend(rows.into_iter().map(|(id, label, slug)| NamedTarget { of: id.uuid(), label, slug }));
    }
    if !of_declarations.is_empty() {
        let rows: Vec<(DeclarationId, String, String)> = declaration_kinds::table
            .filter(declaration_kinds::id.eq_any(of_declarations))
            .select((declaration_kinds::id, declaration_kinds::statement, declaration_kinds::slug))
            .load(connection)?;
        named.extend(rows.into_iter().map(|(id, label, slug)| NamedTarget { of: id.uuid(), label, slug }));
    }
    Ok(named)
}
