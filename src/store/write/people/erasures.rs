//! Erasures asked for, put off, cancelled and done.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        erasures::ErasureCause,
        ids::{PersonId, RowId},
    },
    store::{AnyConnection, error::Error, schema::erasures, write_tx::WriteTx},
};

/// An erasure's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = erasures)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ErasureRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub cause: ErasureCause,
    pub asked_at: NaiveDateTime,
    pub first_due_at: NaiveDateTime,
    pub due_at: NaiveDateTime,
    pub put_off_at: Option<NaiveDateTime>,
    pub put_off_by: Option<PersonId>,
    pub put_off_reason: Option<String>,
    pub cancelled_at: Option<NaiveDateTime>,
    pub done_at: Option<NaiveDateTime>,
    pub decided_by: Option<PersonId>,
    pub reason: Option<String>,
}

/// Adds one that is to be carried out then.
///
/// # Errors
/// [`Error::Conflict`] when the person has an open one.
pub fn add(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    cause: ErasureCause,
    due_at: DateTime<Utc>,
) -> Result<ErasureRow, Error> {
    let row = ErasureRow {
        id: tx.new_id(),
        person_id: person,
        cause,
        asked_at: tx.now().naive_utc(),
        first_due_at: due_at.naive_utc(),
        due_at: due_at.naive_utc(),
        put_off_at: None,
        put_off_by: None,
        put_off_reason: None,
        cancelled_at: None,
        done_at: None,
        decided_by: None,
        reason: None,
    };
    tx.savepoint(|tx| {
        diesel::insert_into(erasures::table).values(&row).execute(tx.conn()).map_err(Error::from)
    })?;
    Ok(row)
}

/// The open one of a person.
///
/// # Errors
/// When the database fails.
pub fn open_of(connection: &mut AnyConnection, person: PersonId) -> Result<Option<ErasureRow>, Error> {
    Ok(erasures::table
        .filter(erasures::person_id.eq(person))
        .filter(erasures::cancelled_at.is_null())
        .filter(erasures::done_at.is_null())
        .select(ErasureRow::as_select())
        .first(connection)
        .optional()?)
}

/// Stores a changed one as a whole.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &ErasureRow) -> Result<(), Error> {
    diesel::update(erasures::table.find(row.id))
        .set((
            erasures::due_at.eq(row.due_at),
            erasures::put_off_at.eq(row.put_off_at),
            erasures::put_off_by.eq(row.put_off_by),
            erasures::put_off_reason.eq(row.put_off_reason.as_deref()),
            erasures::cancelled_at.eq(row.cancelled_at),
            erasures::done_at.eq(row.done_at),
            erasures::decided_by.eq(row.decided_by),
            erasures::reason.eq(row.reason.as_deref()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
