//! "This is wrong": what people say about a result or a failed condition, and what they are answered.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, PersonId, RowId},
    store::{AnyConnection, error::Error, schema::disputes, write_tx::WriteTx},
};

/// A dispute's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = disputes)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct DisputeRow {
    pub id: RowId,
    pub booking_id: BookingId,
    pub person_id: PersonId,
    pub words: String,
    pub opened_at: NaiveDateTime,
    pub closed_at: Option<NaiveDateTime>,
    pub closed_by: Option<PersonId>,
    pub answer: Option<String>,
}

/// The dispute with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: RowId) -> Result<DisputeRow, Error> {
    Ok(disputes::table.find(id).select(DisputeRow::as_select()).first(connection)?)
}

/// The disputes about a booking, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<DisputeRow>, Error> {
    Ok(disputes::table
        .filter(disputes::booking_id.eq(booking))
        .order(disputes::id)
        .select(DisputeRow::as_select())
        .load(connection)?)
}

/// Adds a dispute.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &DisputeRow) -> Result<(), Error> {
    diesel::insert_into(disputes::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Closes a dispute with an answer.
///
/// # Errors
/// When the database fails.
pub fn answer(tx: &mut WriteTx<'_>, id: RowId, by: PersonId, answer: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(disputes::table.find(id))
        .set((
            disputes::closed_at.eq(Some(now)),
            disputes::closed_by.eq(Some(by)),
            disputes::answer.eq(Some(answer)),
        ))
        .execute(tx.conn())?;
    Ok(())
}
