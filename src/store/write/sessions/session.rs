//! Sessions with their dates and trainers.

use crate::{
    domain::{
        ids::{DateId, PersonId, SessionId},
        session_dates::DateChanges,
        sessions::Span,
        words::SessionState,
    },
    store::{
        Row,
        error::Error,
        read::sessions::session_rows::SessionRow,
        schema::{session_dates, session_trainers, sessions},
        write_tx::WriteTx,
    },
};
use diesel::prelude::*;

/// Adds a session.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &SessionRow) -> Result<(), Error> {
    tx.changed(Row::Session(row.id.uuid()));
    diesel::insert_into(sessions::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Stores a changed session as a whole, under the next revision.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, row: &SessionRow) -> Result<(), Error> {
    tx.changed(Row::Session(row.id.uuid()));
    diesel::update(sessions::table.find(row.id))
        .set((
            (
                sessions::state.eq(row.state),
                sessions::timezone.eq(&row.timezone),
                sessions::delivery.eq(row.delivery),
                sessions::capacity.eq(row.capacity),
                sessions::location.eq(row.location.as_deref()),
                sessions::joining.eq(row.joining.as_deref()),
                sessions::private.eq(row.private),
                sessions::zoom_meeting.eq(row.zoom_meeting),
                sessions::booking_opens_at.eq(row.booking_opens_at),
                sessions::booking_closes_at.eq(row.booking_closes_at),
            ),
            (
                sessions::starts_at.eq(row.starts_at),
                sessions::ends_at.eq(row.ends_at),
                sessions::published_at.eq(row.published_at),
                sessions::cancelled_at.eq(row.cancelled_at),
                sessions::cancel_reason.eq(row.cancel_reason.as_deref()),
                sessions::register_closed_at.eq(row.register_closed_at),
                sessions::revision.eq(sessions::revision + 1),
            ),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives a session these dates more.
///
/// # Errors
/// When the database fails.
pub fn add_dates(tx: &mut WriteTx<'_>, session: SessionId, dates: &[Span]) -> Result<(), Error> {
    for date in dates {
        let id: DateId = tx.new_id();
        diesel::insert_into(session_dates::table)
            .values((
                session_dates::id.eq(id),
                session_dates::session_id.eq(session),
                session_dates::position.eq(0),
                session_dates::starts_at.eq(date.starts_at.naive_utc()),
                session_dates::ends_at.eq(date.ends_at.naive_utc()),
            ))
            .execute(tx.conn())?;
    }
    number_dates(tx, session)
}

/// Carries out a change of dates; a date that moves keeps its row, one called off stays with the moment it was.
///
/// # Errors
/// When the database fails.
pub fn change_dates(tx: &mut WriteTx<'_>, session: SessionId, changes: &DateChanges) -> Result<(), Error> {
    tx.changed(Row::Session(session.uuid()));
    let now = tx.now().naive_utc();
    if !changes.moved.is_empty() || !changes.added.is_empty() {
        diesel::update(sessions::table.find(session))
            .set(sessions::dates_changed_at.eq(now))
            .execute(tx.conn())?;
    }
    for (id, span) in &changes.moved {
        diesel::update(session_dates::table.find(id))
            .set((
                session_dates::starts_at.eq(span.starts_at.naive_utc()),
                session_dates::ends_at.eq(span.ends_at.naive_utc()),
            ))
            .execute(tx.conn())?;
    }
    for id in &changes.cancelled {
        diesel::update(session_dates::table.find(id))
            .set(session_dates::cancelled_at.eq(now))
            .execute(tx.conn())?;
    }
    add_dates(tx, session, &changes.added)
}

/// Numbers the dates that stand from 1, earliest first.
fn number_dates(tx: &mut WriteTx<'_>, session: SessionId) -> Result<(), Error> {
    let ids: Vec<DateId> = session_dates::table
        .filter(session_dates::session_id.eq(session))
        .filter(session_dates::cancelled_at.is_null())
        .order((session_dates::starts_at, session_dates::id))
        .select(session_dates::id)
        .load(tx.conn())?;
    for (position, id) in (1_i32..).zip(ids) {
        diesel::update(session_dates::table.find(id))
            .set(session_dates::position.eq(position))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Names who runs a session, in this order.
///
/// # Errors
/// [`Error::Conflict`] when somebody does not exist.
pub fn set_trainers(tx: &mut WriteTx<'_>, session: SessionId, trainers: &[PersonId]) -> Result<(), Error> {
    tx.changed(Row::Session(session.uuid()));
    diesel::delete(session_trainers::table.filter(session_trainers::session_id.eq(session)))
        .execute(tx.conn())?;
    for (position, person) in (1_i32..).zip(trainers) {
        diesel::insert_into(session_trainers::table)
            .values((
                session_trainers::session_id.eq(session),
                session_trainers::person_id.eq(person),
                session_trainers::position.eq(position),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Stores that a session is called off.
///
/// # Errors
/// When the database fails.
pub fn call_off(
    tx: &mut WriteTx<'_>,
    session: SessionId,
    state: SessionState,
    reason: &str,
) -> Result<(), Error> {
    tx.changed(Row::Session(session.uuid()));
    let now = tx.now().naive_utc();
    diesel::update(sessions::table.find(session))
        .set((
            sessions::state.eq(state),
            sessions::cancelled_at.eq(Some(now)),
            sessions::cancel_reason.eq(Some(reason)),
            sessions::revision.eq(sessions::revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Stores that we moved a date: bookings made before may overlap since, through no fault of theirs.
///
/// # Errors
/// When the database fails.
pub fn mark_dates_changed(tx: &mut WriteTx<'_>, session: SessionId) -> Result<(), Error> {
    tx.changed(Row::Session(session.uuid()));
    let now = tx.now().naive_utc();
    diesel::update(sessions::table.find(session))
        .set(sessions::dates_changed_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}
