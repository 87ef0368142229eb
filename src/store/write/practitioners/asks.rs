//! Asking the hub for a practitioner.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{AnyConnection, error::Error, schema::practitioner_asks as asks, write_tx::WriteTx},
};

/// What somebody asks for.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = asks)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct AskRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub what: String,
    pub place: Option<String>,
    pub wanted: Option<String>,
    pub phone: Option<String>,
    pub asked_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<String>,
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &AskRow) -> Result<(), Error> {
    diesel::insert_into(asks::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The one with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: RowId) -> Result<AskRow, Error> {
    Ok(asks::table.find(id).select(AskRow::as_select()).first(connection)?)
}

/// Answers one that nobody has answered; false when somebody has.
///
/// # Errors
/// When the database fails.
pub fn answer(tx: &mut WriteTx<'_>, id: RowId, by: PersonId, words: &str) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let answered = diesel::update(asks::table.find(id).filter(asks::answered_at.is_null()))
        .set((asks::answered_at.eq(Some(now)), asks::answered_by.eq(Some(by)), asks::answer.eq(Some(words))))
        .execute(tx.conn())?;
    Ok(answered == 1)
}
