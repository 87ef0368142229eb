//! The apps that show people's codes, and their recovery codes.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{PersonId, RowId},
    store::{
        AnyConnection,
        error::Error,
        schema::{recovery_codes, totp_apps},
        write_tx::WriteTx,
    },
};

/// An app's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = totp_apps)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct TotpRow {
    pub id: RowId,
    pub person_id: PersonId,
    pub wrapped_secret: Vec<u8>,
    pub confirmed_at: Option<NaiveDateTime>,
    pub last_step: i64,
    pub created_at: NaiveDateTime,
}

/// The app of a person, also one that is still being set up.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, person: PersonId) -> Result<Option<TotpRow>, Error> {
    let of = totp_apps::table.filter(totp_apps::person_id.eq(person));
    Ok(of.select(TotpRow::as_select()).first(connection).optional()?)
}

/// Keeps an app that is being set up in the place of any other of the person's.
///
/// # Errors
/// When the database fails.
pub fn begin(tx: &mut WriteTx<'_>, id: RowId, person: PersonId, wrapped: Vec<u8>) -> Result<(), Error> {
    remove(tx, person)?;
    let row = TotpRow {
        id,
        person_id: person,
        wrapped_secret: wrapped,
        confirmed_at: None,
        last_step: 0,
        created_at: tx.now().naive_utc(),
    };
    diesel::insert_into(totp_apps::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// Takes the code of a step: the app is confirmed by its first one. `false` when that step or a later one was taken
/// before, also by somebody who did so at the same moment.
///
/// # Errors
/// When the database fails.
pub fn take_step(tx: &mut WriteTx<'_>, id: RowId, step: i64) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let taken = diesel::update(totp_apps::table.find(id).filter(totp_apps::last_step.lt(step)))
        .set(totp_apps::last_step.eq(step))
        .execute(tx.conn())?;
    diesel::update(totp_apps::table.find(id).filter(totp_apps::confirmed_at.is_null()))
        .set(totp_apps::confirmed_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(taken == 1)
}

/// Forgets the app of a person; whether there was a confirmed one.
///
/// # Errors
/// When the database fails.
pub fn remove(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Error> {
    let had = find(tx.conn(), person)?.is_some_and(|app| app.confirmed_at.is_some());
    diesel::delete(totp_apps::table.filter(totp_apps::person_id.eq(person))).execute(tx.conn())?;
    Ok(had)
}

/// Keeps these recovery codes, hashed, in the place of all others of the person's.
///
/// # Errors
/// When the database fails.
pub fn keep_recovery_codes(tx: &mut WriteTx<'_>, person: PersonId, hashes: &[[u8; 32]]) -> Result<(), Error> {
    forget_recovery_codes(tx, person)?;
    for hash in hashes {
        let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
        diesel::insert_into(recovery_codes::table)
            .values((
                recovery_codes::id.eq(id),
                recovery_codes::person_id.eq(person),
                recovery_codes::hash.eq(&hash[..]),
                recovery_codes::created_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Uses a recovery code up; `false` when the person has no such code, or it was used before.
///
/// # Errors
/// When the database fails.
pub fn use_recovery_code(tx: &mut WriteTx<'_>, person: PersonId, hash: &[u8; 32]) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let used = diesel::update(
        recovery_codes::table
            .filter(recovery_codes::person_id.eq(person))
            .filter(recovery_codes::hash.eq(&hash[..]))
            .filter(recovery_codes::used_at.is_null()),
    )
    .set(recovery_codes::used_at.eq(Some(now)))
    .execute(tx.conn())?;
    Ok(used == 1)
}

/// Forgets every recovery code of a person.
///
/// # Errors
/// When the database fails.
pub fn forget_recovery_codes(tx: &mut WriteTx<'_>, person: PersonId) -> Result<(), Error> {
    let of = recovery_codes::table.filter(recovery_codes::person_id.eq(person));
    diesel::delete(of).execute(tx.conn())?;
    Ok(())
}
