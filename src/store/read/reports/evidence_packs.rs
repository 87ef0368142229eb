//! Packs of evidence that were made.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        evidence_packs::PackFigures,
        ids::{AccreditationId, PersonId, RowId},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{accreditations, evidence_packs as packs, people},
    },
};

/// The most that is listed.
const MOST: i64 = 50;

/// A pack as a list shows it.
#[derive(Debug, Clone)]
pub struct PackLine {
    /// Its id.
    pub id: RowId,
    /// The accrediting body.
    pub body: String,
    /// The body's reference.
    pub reference: String,
    /// The first day asked for.
    pub from: NaiveDate,
    /// The last day asked for.
    pub to: NaiveDate,
    /// Whether names stand in it.
    pub with_names: bool,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
}

/// The newest packs.
///
/// # Errors
/// When the database fails.
pub fn newest(connection: &mut AnyConnection) -> Result<Vec<PackLine>, Error> {
    type Row = (RowId, (String, String), (NaiveDate, NaiveDate), Option<String>, String, NaiveDateTime);
    let rows: Vec<Row> = packs::table
        .inner_join(accreditations::table)
        .inner_join(people::table)
        .order((packs::made_at.desc(), packs::id.desc()))
        .limit(MOST)
        .select((
            packs::id,
            (accreditations::body, accreditations::reference),
            (packs::from_on, packs::to_on),
            packs::names_reason,
            people::name,
            packs::made_at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, (body, reference), (from, to), reason, made_by, made_at)| PackLine {
            id,
            body,
            reference,
            from,
            to,
            with_names: reason.is_some(),
            made_by,
            made_at: made_at.and_utc(),
        })
        .collect())
}

/// A pack with its figures.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its id.
    pub id: RowId,
    /// Why names stand in it; none where certificate numbers do.
    pub names_reason: Option<String>,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Its figures as they stood then.
    pub figures: PackFigures,
}

/// The pack with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn pack(connection: &mut AnyConnection, id: RowId) -> Result<Pack, Error> {
    let (names_reason, made_at, figures): (Option<String>, NaiveDateTime, String) = packs::table
        .find(id)
        .select((packs::names_reason, packs::made_at, packs::figures))
        .first(connection)?;
    let figures = serde_json::from_str(&figures)
        .map_err(|why| Error::Broken(format!("the figures of a pack of evidence: {why}")))?;
    Ok(Pack { id, names_reason, made_at: made_at.and_utc(), figures })
}

/// An accreditation by its id: body, reference, provider, the days it is in force.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn in_force(
    connection: &mut AnyConnection,
    id: AccreditationId,
) -> Result<(NaiveDate, NaiveDate), Error> {
    Ok(accreditations::table
        .find(id)
        .select((accreditations::valid_from, accreditations::valid_to))
        .first(connection)?)
}

/// The names of these people, as they are now; none of somebody whose record was erased.
///
/// # Errors
/// When the database fails.
pub fn names(connection: &mut AnyConnection, ids: &[PersonId]) -> Result<Vec<(PersonId, String)>, Error> {
    let mut names = Vec::new();
    for some in ids.chunks(500) {
        let part: Vec<(PersonId, String)> = people::table
            .filter(people::id.eq_any(some))
            .filter(people::erased_at.is_null())
            .select((people::id, people::name))
            .load(connection)?;
        names.extend(part);
    }
    Ok(names)
}

impl Pack {
    /// Everybody in it, each once.
    #[must_use]
    pub fn people(&self) -> Vec<PersonId> {
        let figures = &self.figures;
        let all = figures.attendance.iter().map(|one| one.person);
        let all = all.chain(figures.trainers.iter().map(|one| one.person));
        let mut people: Vec<PersonId> =
            all.chain(figures.certificates.iter().map(|one| one.person)).collect();
        people.sort();
        people.dedup();
        people
    }
}
