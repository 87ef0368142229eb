//! Invites: one UID a booking and date, and the SEQUENCE it has reached.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, DateId, RowId},
    domain::invites::InviteMethod,
    store::{AnyConnection, error::Error, schema::invites, write_tx::WriteTx},
};

/// An invite's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = invites, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct InviteRow {
    pub id: RowId,
    pub booking_id: BookingId,
    pub date_id: DateId,
    pub ordinal: i32,
    pub uid: String,
    pub sequence: i32,
    /// `request`, `withdraw` or `call_off`.
    pub last_method: InviteMethod,
    pub email: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// The invites of a booking, in the order of its dates.
///
/// # Errors
/// When the database fails.
pub fn of_booking(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<InviteRow>, Error> {
    Ok(invites::table
        .filter(invites::booking_id.eq(booking))
        .select(InviteRow::as_select())
        .order(invites::ordinal)
        .load(connection)?)
}

/// Adds an invite.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &InviteRow) -> Result<(), Error> {
    diesel::insert_into(invites::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores an invite's new date, sequence and method.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &InviteRow) -> Result<(), Error> {
    diesel::update(invites::table.find(row.id))
        .set((
            invites::date_id.eq(row.date_id),
            invites::ordinal.eq(row.ordinal),
            invites::sequence.eq(row.sequence),
            invites::last_method.eq(row.last_method),
            invites::email.eq(&row.email),
            invites::updated_at.eq(tx.now().naive_utc()),
        ))
        .execute(tx.conn())?;
    Ok(())
}
