//! Complaints about the use of data, and their answers.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{AnyConnection, error::Error, schema::complaints, write_tx::WriteTx},
};

/// A complaint's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = complaints)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ComplaintRow {
    pub id: RowId,
    pub person_id: Option<PersonId>,
    pub name: Option<String>,
    pub email: Option<String>,
    pub words: Option<String>,
    pub made_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub answered_by: Option<PersonId>,
    pub answer: Option<String>,
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &ComplaintRow) -> Result<(), Error> {
    diesel::insert_into(complaints::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// The one with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: RowId) -> Result<ComplaintRow, Error> {
    Ok(complaints::table.find(id).select(ComplaintRow::as_select()).first(connection)?)
}

/// Answers one that nobody has answered; false when somebody has.
///
/// # Errors
/// When the database fails.
pub fn answer(tx: &mut WriteTx<'_>, id: RowId, by: PersonId, answer: &str) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let answered = diesel::update(complaints::table.find(id).filter(complaints::answered_at.is_null()))
        .set((
            complaints::answered_at.eq(Some(now)),
            complaints::answered_by.eq(Some(by)),
            complaints::answer.eq(Some(answer)),
        ))
        .execute(tx.conn())?;
    Ok(answered == 1)
}
