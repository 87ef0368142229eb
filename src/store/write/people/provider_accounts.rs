//! Accounts with sign-in providers, and the sign-ins that came back from there.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{LoginId, PersonId, ProviderAccountId},
    store::{
        AnyConnection,
        error::Error,
        schema::{logins, provider_accounts as accounts, provider_sign_ins as sign_ins},
        write_tx::WriteTx,
    },
};

/// Keeps that a sign-in came back, and forgets those that have run out; false if it had come back before.
///
/// # Errors
/// When the database fails.
pub fn use_once(tx: &mut WriteTx<'_>, hash: &[u8], ends_at: DateTime<Utc>) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    diesel::delete(sign_ins::table.filter(sign_ins::ends_at.lt(now))).execute(tx.conn())?;
    let kept = tx.savepoint(|tx| {
        diesel::insert_into(sign_ins::table)
            .values((sign_ins::hash.eq(hash), sign_ins::ends_at.eq(ends_at.naive_utc())))
            .execute(tx.conn())
            .map_err(Error::from)
    });
    match kept {
        Ok(_) => Ok(true),
        Err(Error::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whose record an account signs in to.
///
/// # Errors
/// When the database fails.
pub fn holder(
    connection: &mut AnyConnection,
    issuer: &str,
    subject: &str,
) -> Result<Option<(ProviderAccountId, PersonId)>, Error> {
    Ok(accounts::table
        .filter(accounts::issuer.eq(issuer))
        .filter(accounts::subject.eq(subject))
        .select((accounts::id, accounts::person_id))
        .first(connection)
        .optional()?)
}

/// Lets an account sign in to a person's record.
///
/// # Errors
/// [`Error::Conflict`] when it signs in to one already.
pub fn link(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    issuer: &str,
    subject: &str,
) -> Result<ProviderAccountId, Error> {
    let (id, now): (ProviderAccountId, _) = (tx.new_id(), tx.now().naive_utc());
    tx.savepoint(|tx| {
        diesel::insert_into(accounts::table)
            .values((
                accounts::id.eq(id),
                accounts::person_id.eq(person),
                accounts::issuer.eq(issuer),
                accounts::subject.eq(subject),
                accounts::linked_at.eq(now),
                accounts::last_used_at.eq(now),
            ))
            .execute(tx.conn())
            .map_err(Error::from)
    })?;
    Ok(id)
}

/// Keeps that an account was used now.
///
/// # Errors
/// When the database fails.
pub fn used(tx: &mut WriteTx<'_>, id: ProviderAccountId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(accounts::table.find(id)).set(accounts::last_used_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// Takes an account of a person's away; false if it is none of theirs.
///
/// # Errors
/// When the database fails.
pub fn unlink(tx: &mut WriteTx<'_>, person: PersonId, id: ProviderAccountId) -> Result<bool, Error> {
    let theirs = accounts::table.find(id).filter(accounts::person_id.eq(person));
    Ok(diesel::delete(theirs).execute(tx.conn())? > 0)
}

/// Keeps with a login which provider said who it is.
///
/// # Errors
/// When the database fails.
pub fn keep_issuer(tx: &mut WriteTx<'_>, login: LoginId, issuer: &str) -> Result<(), Error> {
    diesel::update(logins::table.find(login)).set(logins::issuer.eq(Some(issuer))).execute(tx.conn())?;
    Ok(())
}
