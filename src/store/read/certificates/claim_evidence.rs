//! What people hand in to show training they have already done, as they and the coordinators see it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        evidence::EvidenceKind,
        ids::{PersonId, RowId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{claim_evidence as evidence, training_claims as claims},
    },
};

/// A file that shows what somebody says they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceView {
    /// Its id.
    pub id: RowId,
    /// What it is called, ending as what it is.
    pub name: String,
    /// What it is, told by what it holds.
    pub kind: EvidenceKind,
    /// How long it is, in bytes.
    pub bytes: i32,
    /// When it was handed in.
    pub added_at: DateTime<Utc>,
}

/// A file, and where it lies.
#[derive(Debug, Clone)]
pub struct StoredEvidence {
    /// What is shown of it.
    pub view: EvidenceView,
    /// What it is called in the folder.
    pub stored_as: String,
}

type Row = (RowId, String, EvidenceKind, i32, NaiveDateTime);

fn view((id, name, kind, bytes, added_at): Row) -> EvidenceView {
    EvidenceView { id, name, kind, bytes, added_at: added_at.and_utc() }
}

const COLUMNS: (evidence::id, evidence::label, evidence::kind, evidence::bytes, evidence::added_at) =
    (evidence::id, evidence::label, evidence::kind, evidence::bytes, evidence::added_at);

/// The files of these claims, each with its claim, the first first.
///
/// # Errors
/// When the database fails.
pub fn of_claims(connection: &mut AnyConnection, ids: &[RowId]) -> Result<Vec<(RowId, EvidenceView)>, Error> {
    let mut found = Vec::new();
    // A statement takes so many values at most.
    for some in ids.chunks(500) {
        let rows: Vec<(RowId, Row)> = evidence::table
            .filter(evidence::claim_id.eq_any(some))
            .order(evidence::id)
            .select((evidence::claim_id, COLUMNS))
            .load(connection)?;
        found.extend(rows.into_iter().map(|(claim, row)| (claim, view(row))));
    }
    Ok(found)
}

/// One file of a claim.
///
/// # Errors
/// [`Error::Missing`] if the claim has no such file.
pub fn one(connection: &mut AnyConnection, claim: RowId, id: RowId) -> Result<StoredEvidence, Error> {
    let (row, stored_as): (Row, String) = evidence::table
        .find(id)
        .filter(evidence::claim_id.eq(claim))
        .select((COLUMNS, evidence::stored_as))
        .first(connection)?;
    Ok(StoredEvidence { view: view(row), stored_as })
}

/// Every file that somebody has handed in.
///
/// # Errors
/// When the database fails.
pub fn of_person(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<StoredEvidence>, Error> {
    let rows: Vec<(Row, String)> = evidence::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq(person))
        .order(evidence::id)
        .select((COLUMNS, evidence::stored_as))
        .load(connection)?;
    Ok(rows.into_iter().map(|(row, stored_as)| StoredEvidence { view: view(row), stored_as }).collect())
}

/// Who said what these files are to show.
///
/// # Errors
/// [`Error::Missing`] if there is no such claim.
pub fn claimant(connection: &mut AnyConnection, claim: RowId) -> Result<PersonId, Error> {
    Ok(claims::table.find(claim).select(claims::person_id).first(connection)?)
}

/// Those of these names that files have which rows speak of.
///
/// # Errors
/// When the database fails.
pub fn stored(connection: &mut AnyConnection, names: &[String]) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for some in names.chunks(500) {
        let rows: Vec<String> = evidence::table
            .filter(evidence::stored_as.eq_any(some))
            .select(evidence::stored_as)
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every file that rows speak of: its id, its name in the folder, its length in bytes.
///
/// # Errors
/// When the database fails.
pub fn every(connection: &mut AnyConnection) -> Result<Vec<(RowId, String, i32)>, Error> {
    Ok(evidence::table
        .order(evidence::id)
        .select((evidence::id, evidence::stored_as, evidence::bytes))
        .load(connection)?)
}
