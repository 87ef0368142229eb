//! Line managers whom others named: asked about, and answered by the person alone.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{AnyConnection, error::Error, schema::manager_asks, write_tx::WriteTx},
};

/// The row of a question.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = manager_asks)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ManagerAskRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub manager_id: PersonId,
    pub asked_by: PersonId,
    pub asked_at: NaiveDateTime,
    pub answered_at: Option<NaiveDateTime>,
    pub agreed: Option<bool>,
}

/// Adds a question.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    person_id: PersonId,
    manager_id: PersonId,
    asked_by: PersonId,
) -> Result<(), Error> {
    let row = ManagerAskRow {
        id: tx.new_id(),
        person_id,
        manager_id,
        asked_by,
        asked_at: tx.now().naive_utc(),
        answered_at: None,
        agreed: None,
    };
    diesel::insert_into(manager_asks::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// The questions a person has yet to answer, oldest first.
///
/// # Errors
/// When the database fails.
pub fn open_of(connection: &mut AnyConnection, person: PersonId) -> Result<Vec<ManagerAskRow>, Error> {
    Ok(manager_asks::table
        .filter(manager_asks::person_id.eq(person))
        .filter(manager_asks::answered_at.is_null())
        .order(manager_asks::id)
        .select(ManagerAskRow::as_select())
        .load(connection)?)
}

/// Keeps the answer.
///
/// # Errors
/// When the database fails.
pub fn answer(tx: &mut WriteTx<'_>, id: RowId, agreed: bool) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(manager_asks::table.find(id))
        .set((manager_asks::answered_at.eq(Some(now)), manager_asks::agreed.eq(Some(agreed))))
        .execute(tx.conn())?;
    Ok(())
}
