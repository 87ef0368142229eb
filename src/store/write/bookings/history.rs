//! The history of bookings: a line for each state they entered.

use chrono::NaiveDateTime;
use diesel::{dsl::max, prelude::*};

use crate::{
    domain::{
        ids::{BookingId, PersonId, RowId, SessionId},
        words::BookingState,
    },
    store::{
        AnyConnection, backend::insert_all, error::Error, schema::booking_events as events,
        together::Together, write_tx::WriteTx,
    },
};

/// Adds a line to a booking's history; `by` is `None` when the program itself acted.
///
/// # Errors
/// When the database fails.
pub fn add_event(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    session: SessionId,
    state: BookingState,
    by: Option<PersonId>,
    reason: Option<&str>,
) -> Result<(), Error> {
    let last: Option<i32> =
        events::table.filter(events::booking_id.eq(booking)).select(max(events::number)).first(tx.conn())?;
    add_numbered_event(tx, (booking, session), last.unwrap_or(0) + 1, state, (by, reason))
}

/// Adds a line of this number to a booking's history.
///
/// # Errors
/// When the database fails.
pub fn add_numbered_event(
    tx: &mut WriteTx<'_>,
    (booking, session): (BookingId, SessionId),
    number: i32,
    state: BookingState,
    (by, reason): (Option<PersonId>, Option<&str>),
) -> Result<(), Error> {
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    let row = EventRow {
        id,
        booking_id: booking,
        session_id: session,
        number,
        state,
        at: now,
        by_person: by,
        reason: reason.map(str::to_owned),
    };
    if let Some(row) = tx.let_wait(row) {
        diesel::insert_into(events::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

/// A line of a booking's history.
#[derive(Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
struct EventRow {
    id: RowId,
    booking_id: BookingId,
    session_id: SessionId,
    number: i32,
    state: BookingState,
    at: NaiveDateTime,
    by_person: Option<PersonId>,
    reason: Option<String>,
}

impl Together for EventRow {
    const PLACE: u8 = 4;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, events::table, rows)?;
        Ok(())
    }
}
