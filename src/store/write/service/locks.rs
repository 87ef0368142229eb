//! The rows every booking write touches first, so that two of them about the same place or person wait in line.
//!
//! People before sessions, each sorted by id: two writes can never wait for each other. Counting places in a plain
//! transaction overbooks on PostgreSQL and meets "database is locked" on SQLite; an update of the row first does
//! neither.

use diesel::prelude::*;

use crate::{
    domain::ids::{CommissionId, PersonId, SessionId},
    store::{
        backend,
        error::Error,
        prepared::Kept,
        schema::{commissions, people, sessions},
        write_tx::WriteTx,
    },
};

/// Touches these people's rows, in id order.
///
/// # Errors
/// [`Error::Missing`] if one of them does not exist.
pub fn lock_people(tx: &mut WriteTx<'_>, ids: &[PersonId]) -> Result<(), Error> {
    if tx.locks_off() {
        return Ok(());
    }
    match sorted(ids).as_slice() {
        [] => {}
        [one] => {
            let touch =
                diesel::update(people::table.find(*one)).set(people::lock_count.eq(people::lock_count + 1));
            if Kept(touch).execute(tx.conn())? == 0 {
                return Err(Error::Missing);
            }
        }
        many => {
            let rows: Vec<&[u8]> = many.iter().map(|id| id.as_bytes().as_slice()).collect();
            backend::hold_in_order(tx.conn(), "people", &rows)?;
            let touched = diesel::update(people::table.filter(people::id.eq_any(many)))
                .set(people::lock_count.eq(people::lock_count + 1))
                .execute(tx.conn())?;
            if touched != many.len() {
                return Err(Error::Missing);
            }
        }
    }
    tx.waited();
    Ok(())
}

/// Touches these sessions' rows, in id order.
///
/// # Errors
/// [`Error::Missing`] if one of them does not exist.
pub fn lock_sessions(tx: &mut WriteTx<'_>, ids: &[SessionId]) -> Result<(), Error> {
    if tx.locks_off() {
        return Ok(());
    }
    for id in sorted(ids) {
        let touch =
            diesel::update(sessions::table.find(id)).set(sessions::lock_count.eq(sessions::lock_count + 1));
        let touched = Kept(touch).execute(tx.conn())?;
        if touched == 0 {
            return Err(Error::Missing);
        }
    }
    tx.waited();
    Ok(())
}

/// Touches a commission's row: after people and sessions, so that nobody who holds it waits for one of those.
///
/// # Errors
/// [`Error::Missing`] if it does not exist.
pub fn lock_commission(tx: &mut WriteTx<'_>, id: CommissionId) -> Result<(), Error> {
    if tx.locks_off() {
        return Ok(());
    }
    let touched = diesel::update(commissions::table.find(id))
        .set(commissions::lock_count.eq(commissions::lock_count + 1))
        .execute(tx.conn())?;
    if touched == 0 {
        return Err(Error::Missing);
    }
    tx.waited();
    Ok(())
}

fn sorted<T: Ord + Copy>(ids: &[T]) -> Vec<T> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    ids
}
