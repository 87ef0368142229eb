//! Organisations as they stand.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::person_views::after_in;
use crate::{
    domain::{
        ids::{CourseId, Organisation, OrganisationId},
        people::Folded,
        words::OrganisationKind,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{organisation_completions, organisations},
        search::anywhere,
    },
};

/// An organisation as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationView {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: OrganisationKind,
}

/// An organisation as coordinators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganisationRecord {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: OrganisationKind,
    /// An address under this domain confirms a membership by itself.
    pub domain: Option<String>,
    /// Bookings under it ask for a manager's yes.
    pub needs_approval: bool,
    /// It is offered to choose from; false for a name somebody typed because theirs was not listed.
    pub listed: bool,
}

/// Listed organisations by name, those with `q` in it, after a position.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    q: Option<&str>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<OrganisationView>, Error> {
    let mut rows = organisations::table
        .filter(organisations::listed)
        .order((organisations::name_folded, organisations::id))
        .limit(limit)
        .select((organisations::id, organisations::name, organisations::kind))
        .into_boxed();
    if let Some(q) = q.filter(|q| !q.trim().is_empty()) {
        rows = rows.filter(organisations::name_folded.like(anywhere(Folded::of(q).as_str())).escape('\\'));
    }
    if let Some((name, id)) = after_in::<Organisation>(after) {
        rows = rows.filter(
            organisations::name_folded
                .gt(name.clone())
                .or(organisations::name_folded.eq(name).and(organisations::id.gt(id))),
        );
    }
    let rows: Vec<(OrganisationId, String, OrganisationKind)> = rows.load(connection)?;
    Ok(rows.into_iter().map(|(id, name, kind)| OrganisationView { id, name, kind }).collect())
}

/// Where an organisation stands in the list.
#[must_use]
pub fn position(view: &OrganisationView) -> String {
    format!("{}\n{}", Folded::of(&view.name).as_str(), view.id)
}

/// Whether bookings under this organisation ask for a manager's yes.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn needs_approval(connection: &mut AnyConnection, id: OrganisationId) -> Result<bool, Error> {
    Ok(organisations::table.find(id).select(organisations::needs_approval).first(connection)?)
}

/// An organisation's name.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn name(connection: &mut AnyConnection, id: OrganisationId) -> Result<String, Error> {
    Ok(organisations::table.find(id).select(organisations::name).first(connection)?)
}

/// Which of these organisations exist.
///
/// # Errors
/// When the database fails.
pub fn known(connection: &mut AnyConnection, ids: &[OrganisationId]) -> Result<Vec<OrganisationId>, Error> {
    Ok(organisations::table
        .filter(organisations::id.eq_any(ids))
        .select(organisations::id)
        .load(connection)?)
}

/// A course an organisation completed: the organisation, its name, the course, and the day if it is known.
pub type OrganisationCompletion = (OrganisationId, String, CourseId, Option<NaiveDate>);

/// Every completion of a course by an organisation that stands.
///
/// # Errors
/// When the database fails.
pub fn completions(connection: &mut AnyConnection) -> Result<Vec<OrganisationCompletion>, Error> {
    Ok(organisation_completions::table
        .inner_join(organisations::table)
        .filter(organisation_completions::withdrawn_at.is_null())
        .order((organisations::name_folded, organisation_completions::id))
        .select((
            organisations::id,
            organisations::name,
            organisation_completions::course_id,
            organisation_completions::completed_on,
        ))
        .load(connection)?)
}

/// An organisation's revision, for `If-Match`.
///
/// # Errors
/// [`Error::Missing`] if there is no such organisation.
pub fn revision(connection: &mut AnyConnection, id: OrganisationId) -> Result<i32, Error> {
    Ok(organisations::table.find(id).select(organisations::revision).first(connection)?)
}
