//! The register: marks, what they came to, and whether it is open.

use crate::{
    domain::{
        conditions::ConditionState,
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        words::{BookingState, Outcome, SessionState},
    },
    store::{
        AnyConnection, Row,
        backend::insert_all,
        error::Error,
        schema::{attendance_marks as marks, booking_conditions as conditions, bookings, results, sessions},
        together::Together,
        write::sessions::talks,
        write_tx::WriteTx,
    },
};
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

/// What was seen of one person at one date.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = marks)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct MarkRow {
    pub booking_id: BookingId,
    pub date_id: DateId,
    pub outcome: Outcome,
    pub minutes: Option<i32>,
    pub by_person: PersonId,
    pub at: NaiveDateTime,
    pub import_id: Option<RowId>,
}

/// The marks of these bookings.
///
/// # Errors
/// When the database fails.
pub fn marks_of(connection: &mut AnyConnection, ids: &[BookingId]) -> Result<Vec<MarkRow>, Error> {
    Ok(marks::table
        .filter(marks::booking_id.eq_any(ids))
        .select(MarkRow::as_select())
        .order((marks::booking_id, marks::date_id))
        .load(connection)?)
}

/// Stores a mark, in place of the one before.
///
/// # Errors
/// When the database fails.
pub fn put_mark(tx: &mut WriteTx<'_>, row: &MarkRow) -> Result<(), Error> {
    tx.changed(Row::Register(row.booking_id.uuid()));
    // Which talks they were at is said anew with the mark, or not at all.
    talks::forget(tx, row.booking_id, row.date_id)?;
    // Saved again as present, it stays made up for: a sheet is sent as a whole.
    if row.outcome != Outcome::Present {
        super::make_ups::forget(tx, row.booking_id, row.date_id)?;
    }
    let changed = diesel::update(marks::table.find((row.booking_id, row.date_id)))
        .set((
            marks::outcome.eq(row.outcome),
            marks::minutes.eq(row.minutes),
            marks::by_person.eq(row.by_person),
            marks::at.eq(row.at),
            marks::import_id.eq(row.import_id),
        ))
        .execute(tx.conn())?;
    if changed == 0 {
        diesel::insert_into(marks::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Takes a mark out: its booking has left the session, and what was attended stands where it went.
///
/// # Errors
/// When the database fails.
pub fn take_mark(tx: &mut WriteTx<'_>, booking: BookingId, date: DateId) -> Result<(), Error> {
    tx.changed(Row::Register(booking.uuid()));
    talks::forget(tx, booking, date)?;
    diesel::delete(marks::table.find((booking, date))).execute(tx.conn())?;
    Ok(())
}

/// What the marks of a booking came to when its register was closed.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = results, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ResultRow {
    pub booking_id: BookingId,
    pub outcome: BookingState,
    pub attended_minutes: i32,
    pub scheduled_minutes: i32,
    pub cpd_minutes: i32,
    pub cpd_basis: String,
    pub attended_on: Option<NaiveDate>,
    pub by_reason: bool,
    pub closed_at: NaiveDateTime,
    pub reopened_at: Option<NaiveDateTime>,
    pub judged_from: Option<String>,
}

/// The result of a booking at the last closing, taken back or not.
///
/// # Errors
/// When the database fails.
pub fn result_of(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<ResultRow>, Error> {
    Ok(results::table.find(booking).select(ResultRow::as_select()).first(connection).optional()?)
}

/// The results of these bookings at the last closing, taken back or not.
///
/// # Errors
/// When the database fails.
pub fn results_of(connection: &mut AnyConnection, bookings: &[BookingId]) -> Result<Vec<ResultRow>, Error> {
    Ok(results::table
        .filter(results::booking_id.eq_any(bookings))
        .order(results::booking_id)
        .select(ResultRow::as_select())
        .load(connection)?)
}

/// Stores a result, in place of the one before.
///
/// # Errors
/// When the database fails.
pub fn put_result(tx: &mut WriteTx<'_>, row: &ResultRow) -> Result<(), Error> {
    tx.changed(Row::Register(row.booking_id.uuid()));
    diesel::delete(results::table.find(row.booking_id)).execute(tx.conn())?;
    diesel::insert_into(results::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores the first result of a booking.
///
/// # Errors
/// When the database fails.
pub fn add_result(tx: &mut WriteTx<'_>, row: ResultRow) -> Result<(), Error> {
    tx.changed(Row::Register(row.booking_id.uuid()));
    if let Some(row) = tx.let_wait(row) {
        diesel::insert_into(results::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

impl Together for ResultRow {
    const PLACE: u8 = 3;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, results::table, rows)?;
        Ok(())
    }
}

/// Takes a result out: what it stood for counts with another booking.
///
/// # Errors
/// When the database fails.
pub fn take_result(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    tx.changed(Row::Register(booking.uuid()));
    diesel::delete(results::table.find(booking)).execute(tx.conn())?;
    Ok(())
}

/// Takes a booking's result back: its register is open again, or another one counts. What it was judged from is kept
/// beside it, where it may be judged again.
///
/// # Errors
/// When the database fails.
pub fn reopen_result(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    judged_from: Option<&str>,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(results::table.find(booking))
        .set((results::reopened_at.eq(Some(now)), results::judged_from.eq(judged_from)))
        .execute(tx.conn())?;
    Ok(())
}

/// Lets a result that was taken back stand again as it was.
///
/// # Errors
/// When the database fails.
pub fn restore_result(tx: &mut WriteTx<'_>, booking: BookingId) -> Result<(), Error> {
    tx.changed(Row::Register(booking.uuid()));
    diesel::update(results::table.find(booking))
        .set(results::reopened_at.eq(None::<NaiveDateTime>))
        .execute(tx.conn())?;
    Ok(())
}

/// Has the results of these bookings judged again when their register is closed, whatever has changed.
///
/// # Errors
/// When the database fails.
pub fn forget_judged(tx: &mut WriteTx<'_>, ids: &[BookingId]) -> Result<(), Error> {
    diesel::update(results::table.filter(results::booking_id.eq_any(ids)))
        .set(results::judged_from.eq(None::<String>))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes a session to the state its register gives it, under the next revision.
///
/// # Errors
/// When the database fails.
pub fn set_session_state(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    state: SessionState,
    closed_at: Option<NaiveDateTime>,
) -> Result<(), Error> {
    diesel::update(sessions::table.find(session))
        .set((
            sessions::state.eq(state),
            sessions::register_closed_at.eq(closed_at),
            sessions::revision.eq(sessions::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// The bookings of a session in one of these states, with whose they are.
///
/// # Errors
/// When the database fails.
pub fn people_on(
    connection: &mut AnyConnection,
    session: SessionId,
    states: &[BookingState],
) -> Result<Vec<(BookingId, PersonId)>, Error> {
    Ok(bookings::table
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(states))
        .select((bookings::id, bookings::person_id))
        .order(bookings::id)
        .load(connection)?)
}

/// Lets places that were safe because of these bookings hang on them again.
///
/// # Errors
/// When the database fails.
pub fn reopen_conditions(tx: &mut WriteTx<'_>, ids: &[BookingId]) -> Result<(), Error> {
    let active = [BookingState::Requested, BookingState::Booked];
    let held: Vec<BookingId> = conditions::table
        .inner_join(bookings::table.on(bookings::id.eq(conditions::booking_id)))
        .filter(conditions::depends_on.eq_any(ids))
        .filter(conditions::state.eq(ConditionState::Fulfilled))
        .filter(bookings::state.eq_any(active))
        .select(conditions::booking_id)
        .distinct()
        .load(tx.conn())?;
    diesel::update(
        conditions::table
            .filter(conditions::depends_on.eq_any(ids))
            .filter(conditions::state.eq(ConditionState::Fulfilled))
            .filter(conditions::booking_id.eq_any(held)),
    )
    .set((
        conditions::state.eq(ConditionState::Open),
        conditions::failed_at.eq(None::<NaiveDateTime>),
        conditions::release_at.eq(None::<NaiveDateTime>),
        conditions::ended_at.eq(None::<NaiveDateTime>),
    ))
    .execute(tx.conn())?;
    Ok(())
}
