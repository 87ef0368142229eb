//! What people hand in to show training they have already done: the rows that speak of files, and the files whose rows
//! are gone. Whatever takes a row away notes its file, and a job deletes that afterwards: no write waits for a disk, and
//! none that is undone has lost a file.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        evidence::EvidenceKind,
        ids::{PersonId, RowId},
        words::ClaimState,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{claim_evidence as evidence, spent_files, training_claims as claims},
        write_tx::WriteTx,
    },
};

/// A file's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = evidence)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct EvidenceRow {
    pub id: RowId,
    pub claim_id: RowId,
    pub stored_as: String,
    pub label: String,
    pub kind: EvidenceKind,
    pub bytes: i32,
    pub digest: String,
    pub added_at: NaiveDateTime,
}

/// Adds a file to a claim; its content is none that the claim has already.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &EvidenceRow) -> Result<(), Error> {
    diesel::insert_into(evidence::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The files of a claim, the first first.
///
/// # Errors
/// When the database fails.
pub fn of_claim(connection: &mut AnyConnection, claim: RowId) -> Result<Vec<EvidenceRow>, Error> {
    Ok(evidence::table
        .filter(evidence::claim_id.eq(claim))
        .order(evidence::id)
        .select(EvidenceRow::as_select())
        .load(connection)?)
}

/// How many files somebody has handed in about which nobody has decided.
///
/// # Errors
/// When the database fails.
pub fn waiting(connection: &mut AnyConnection, person: PersonId) -> Result<usize, Error> {
    let count: i64 = evidence::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq(person))
        .filter(claims::state.eq(ClaimState::Open))
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Takes a file from its claim.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut WriteTx<'_>, row: &EvidenceRow) -> Result<(), Error> {
    spend(tx, vec![(row.id, row.stored_as.clone())]).map(drop)
}

/// Takes the files from every claim of these people.
///
/// # Errors
/// When the database fails.
pub fn remove_of(tx: &mut WriteTx<'_>, records: &[PersonId]) -> Result<usize, Error> {
    let theirs = evidence::table
        .inner_join(claims::table)
        .filter(claims::person_id.eq_any(records))
        .select((evidence::id, evidence::stored_as))
        .load(tx.conn())?;
    spend(tx, theirs)
}

/// Takes the files from claims that were decided by then.
///
/// # Errors
/// When the database fails.
pub fn remove_decided(tx: &mut WriteTx<'_>, until: NaiveDateTime) -> Result<usize, Error> {
    let old = evidence::table
        .inner_join(claims::table)
        .filter(claims::decided_at.le(until))
        .order(evidence::id)
        .select((evidence::id, evidence::stored_as))
        .limit(1_000)
        .load(tx.conn())?;
    spend(tx, old)
}

fn spend(tx: &mut WriteTx<'_>, rows: Vec<(RowId, String)>) -> Result<usize, Error> {
    let now = tx.now().naive_utc();
    for (_, stored_as) in &rows {
        diesel::insert_into(spent_files::table)
            .values((spent_files::stored_as.eq(stored_as), spent_files::spent_at.eq(now)))
            .execute(tx.conn())?;
    }
    let mut removed = 0;
    for some in rows.chunks(500) {
        let ids: Vec<RowId> = some.iter().map(|(id, _)| *id).collect();
        removed += diesel::delete(evidence::table.filter(evidence::id.eq_any(ids))).execute(tx.conn())?;
    }
    Ok(removed)
}

/// Some of the files that are to be deleted.
///
/// # Errors
/// When the database fails.
pub fn spent(connection: &mut AnyConnection) -> Result<Vec<String>, Error> {
    Ok(spent_files::table
        .order(spent_files::spent_at)
        .select(spent_files::stored_as)
        .limit(500)
        .load(connection)?)
}

/// These files are deleted.
///
/// # Errors
/// When the database fails.
pub fn forget_spent(tx: &mut WriteTx<'_>, deleted: &[String]) -> Result<usize, Error> {
    Ok(diesel::delete(spent_files::table.filter(spent_files::stored_as.eq_any(deleted)))
        .execute(tx.conn())?)
}
