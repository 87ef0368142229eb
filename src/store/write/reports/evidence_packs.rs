//! Packs of evidence, as they were made.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::ids::{AccreditationId, PersonId, RowId},
    store::{error::Error, schema::evidence_packs as packs, write_tx::WriteTx},
};

/// A pack's row.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = packs)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct EvidencePackRow {
    pub id: RowId,
    pub accreditation_id: AccreditationId,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub names_reason: Option<String>,
    pub made_by: PersonId,
    pub made_at: NaiveDateTime,
    pub figures: String,
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &EvidencePackRow) -> Result<(), Error> {
    diesel::insert_into(packs::table).values(row).execute(tx.conn())?;
    Ok(())
}
