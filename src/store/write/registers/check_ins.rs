//! Arrivals: who said at the door of a date that they are there.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        check_ins::CheckInWay,
        ids::{BookingId, DateId},
    },
    store::{AnyConnection, error::Error, schema::check_ins, write_tx::WriteTx},
};

/// An arrival's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = check_ins)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct CheckInRow {
    pub booking_id: BookingId,
    pub date_id: DateId,
    pub at: NaiveDateTime,
    pub how: CheckInWay,
}

/// When and how somebody arrived at a date, if they said so.
///
/// # Errors
/// When the database fails.
pub fn of_booking(
    connection: &mut AnyConnection,
    booking: BookingId,
    date: DateId,
) -> Result<Option<CheckInRow>, Error> {
    Ok(check_ins::table.find((booking, date)).select(CheckInRow::as_select()).first(connection).optional()?)
}

/// Keeps an arrival, in place of one that was for the date before it was moved.
///
/// # Errors
/// When the database fails.
pub fn put(tx: &mut WriteTx<'_>, row: &CheckInRow) -> Result<(), Error> {
    diesel::delete(check_ins::table.find((row.booking_id, row.date_id))).execute(tx.conn())?;
    diesel::insert_into(check_ins::table).values(row).execute(tx.conn())?;
    Ok(())
}
