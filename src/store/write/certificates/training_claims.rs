//! What people say of training they have already done, and what is decided about it.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CourseId, CredentialKindId, PersonId, RowId},
        words::ClaimState,
    },
    store::{AnyConnection, error::Error, schema::training_claims as claims, write_tx::WriteTx},
};

/// A claim's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = claims)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ClaimRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub words: String,
    pub done_on: Option<NaiveDate>,
    pub state: ClaimState,
    pub claimed_at: NaiveDateTime,
    pub decided_at: Option<NaiveDateTime>,
    pub decided_by: Option<PersonId>,
    pub course_id: Option<CourseId>,
    pub credential_kind_id: Option<CredentialKindId>,
    pub confirmed_on: Option<NaiveDate>,
    pub reason: Option<String>,
    pub claimed_course_id: Option<CourseId>,
    pub claimed_kind_id: Option<CredentialKindId>,
}

/// The claim with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: RowId) -> Result<ClaimRow, Error> {
    Ok(claims::table.find(id).select(ClaimRow::as_select()).first(connection)?)
}

/// Adds a claim.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &ClaimRow) -> Result<(), Error> {
    diesel::insert_into(claims::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores what was decided about a claim.
///
/// # Errors
/// When the database fails.
pub fn store_decision(tx: &mut WriteTx<'_>, row: &ClaimRow) -> Result<(), Error> {
    diesel::update(claims::table.find(row.id))
        .set((
            claims::state.eq(row.state),
            claims::decided_at.eq(row.decided_at),
            claims::decided_by.eq(row.decided_by),
            claims::course_id.eq(row.course_id),
            claims::credential_kind_id.eq(row.credential_kind_id),
            claims::confirmed_on.eq(row.confirmed_on),
            claims::reason.eq(&row.reason),
        ))
        .execute(tx.conn())?;
    Ok(())
}
