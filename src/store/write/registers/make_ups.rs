//! Dates made up for in a sister set.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId},
        words::{BookingState, Outcome},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{attendance_marks as marks, bookings, made_up_dates as made_up},
        write_tx::WriteTx,
    },
};

/// Records where a booking's date was made up for, in place of what stood there.
///
/// # Errors
/// When the database fails.
pub fn put(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    date: DateId,
    made_up_at: DateId,
    by: PersonId,
) -> Result<(), Error> {
    forget(tx, booking, date)?;
    let now = tx.now().naive_utc();
    diesel::insert_into(made_up::table)
        .values((
            made_up::booking_id.eq(booking),
            made_up::date_id.eq(date),
            made_up::made_up_at.eq(made_up_at),
            made_up::by_person.eq(by),
            made_up::at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets it: the mark says something else now.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, booking: BookingId, date: DateId) -> Result<(), Error> {
    diesel::delete(made_up::table.find((booking, date))).execute(tx.conn())?;
    Ok(())
}

/// Where these bookings made up for dates: booking, date, the date it was made up at.
///
/// # Errors
/// When the database fails.
pub fn of_bookings(
    connection: &mut AnyConnection,
    ids: &[BookingId],
) -> Result<Vec<(BookingId, DateId, DateId)>, Error> {
    Ok(made_up::table
        .filter(made_up::booking_id.eq_any(ids))
        .order((made_up::booking_id, made_up::date_id))
        .select((made_up::booking_id, made_up::date_id, made_up::made_up_at))
        .load(connection)?)
}

/// How many people were at a date: those of its own session who were not absent, and those who made up for theirs.
///
/// # Errors
/// When the database fails.
pub fn there(connection: &mut AnyConnection, date: DateId) -> Result<i64, Error> {
    let own: i64 = marks::table
        .inner_join(bookings::table)
        .filter(marks::date_id.eq(date))
        .filter(marks::outcome.ne(Outcome::Absent))
        .filter(bookings::state.eq_any(BookingState::HOLDING))
        .count()
        .get_result(connection)?;
    let guests: i64 = made_up::table.filter(made_up::made_up_at.eq(date)).count().get_result(connection)?;
    Ok(own + guests)
}
