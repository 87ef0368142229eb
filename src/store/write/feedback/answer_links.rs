//! Links by which somebody answers without signing in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        feedback::LinkKind,
        ids::{BookingId, PersonId, RowId},
    },
    store::{
        AnyConnection, backend::insert_all, error::Error, read::feedback::answer_links::LinkRow,
        schema::answer_links, together::Together, write_tx::WriteTx,
    },
};

/// Makes a link that asks until then.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    (booking, person): (BookingId, PersonId),
    kind: LinkKind,
    expires_at: DateTime<Utc>,
) -> Result<RowId, Error> {
    let row = LinkRow {
        id: tx.new_id(),
        booking_id: booking,
        kind,
        person_id: person,
        created_at: tx.now().naive_utc(),
        expires_at: expires_at.naive_utc(),
        used_at: None,
        withdrawn_at: None,
    };
    let id = row.id;
    if let Some(row) = tx.let_wait(row) {
        diesel::insert_into(answer_links::table).values(&row).execute(tx.conn())?;
    }
    Ok(id)
}

impl Together for LinkRow {
    const PLACE: u8 = 7;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, answer_links::table, rows)?;
        Ok(())
    }
}

/// Lets a link ask until then.
///
/// # Errors
/// When the database fails.
pub fn set_end(tx: &mut WriteTx<'_>, id: RowId, expires_at: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(answer_links::table.find(id))
        .set(answer_links::expires_at.eq(expires_at.naive_utc()))
        .execute(tx.conn())?;
    Ok(())
}

/// Notes that somebody answered by a link.
///
/// # Errors
/// When the database fails.
pub fn use_link(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(answer_links::table.find(id).filter(answer_links::used_at.is_null()))
        .set(answer_links::used_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes these links back.
///
/// # Errors
/// When the database fails.
pub fn withdraw(tx: &mut WriteTx<'_>, ids: &[RowId]) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        answer_links::table.filter(answer_links::id.eq_any(ids)).filter(answer_links::withdrawn_at.is_null()),
    )
    .set(answer_links::withdrawn_at.eq(Some(now)))
    .execute(tx.conn())?;
    Ok(())
}
