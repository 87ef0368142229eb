//! Logins and the refresh tokens that belong to them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{LoginId, PersonId, RowId},
        second_factors::{LoginMethod, SecondFactor},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{logins, refresh_tokens as tokens},
        write_tx::WriteTx,
    },
};

/// How somebody came to be signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedInBy {
    /// What they proved first.
    pub method: LoginMethod,
    /// What they showed beside it.
    pub second_factor: Option<SecondFactor>,
}

impl From<LoginMethod> for SignedInBy {
    /// Signed in by this alone.
    fn from(method: LoginMethod) -> Self {
        Self { method, second_factor: None }
    }
}

/// Starts a login.
///
/// # Errors
/// When the database fails.
pub fn start(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    by: SignedInBy,
    expires_at: DateTime<Utc>,
) -> Result<LoginId, Error> {
    let (id, now) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(logins::table)
        .values((
            logins::id.eq(id),
            logins::person_id.eq(person),
            logins::created_at.eq(now),
            logins::last_seen_at.eq(now),
            logins::expires_at.eq(expires_at.naive_utc()),
            logins::method.eq(by.method),
            logins::second_factor.eq(by.second_factor),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Lets a login serve the pages of the browser that holds this cookie.
///
/// # Errors
/// When the database fails.
pub fn give_cookie(tx: &mut WriteTx<'_>, login: LoginId, cookie_hash: &[u8]) -> Result<(), Error> {
    diesel::update(logins::table.find(login))
        .set(logins::cookie_hash.eq(Some(cookie_hash)))
        .execute(tx.conn())?;
    Ok(())
}

/// Notes that a second factor was shown in a login that is under way.
///
/// # Errors
/// When the database fails.
pub fn showed(tx: &mut WriteTx<'_>, login: LoginId, factor: SecondFactor) -> Result<(), Error> {
    diesel::update(logins::table.find(login))
        .set(logins::second_factor.eq(Some(factor)))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets what a person showed in their open logins.
///
/// # Errors
/// When the database fails.
pub fn forget_shown(tx: &mut WriteTx<'_>, person: PersonId) -> Result<(), Error> {
    diesel::update(logins::table.filter(logins::person_id.eq(person)).filter(logins::ended_at.is_null()))
        .set(logins::second_factor.eq(None::<SecondFactor>))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends a login; ending it again changes nothing.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut WriteTx<'_>, login: LoginId, why: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(logins::table.find(login).filter(logins::ended_at.is_null()))
        .set((logins::ended_at.eq(Some(now)), logins::ended_why.eq(Some(why))))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends every login of a person.
///
/// # Errors
/// When the database fails.
pub fn end_all(tx: &mut WriteTx<'_>, person: PersonId, why: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(logins::table.filter(logins::person_id.eq(person)).filter(logins::ended_at.is_null()))
        .set((logins::ended_at.eq(Some(now)), logins::ended_why.eq(Some(why))))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps a refresh token, hashed.
///
/// # Errors
/// When the database fails.
pub fn add_refresh_token(
    tx: &mut WriteTx<'_>,
    login: LoginId,
    hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), Error> {
    let (id, now): (RowId, _) = (tx.new_id(), tx.now().naive_utc());
    diesel::insert_into(tokens::table)
        .values((
            tokens::id.eq(id),
            tokens::login_id.eq(login),
            tokens::hash.eq(hash),
            tokens::issued_at.eq(now),
            tokens::expires_at.eq(expires_at.naive_utc()),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// A refresh token as it is found by its hash.
#[derive(Debug, Clone, Queryable)]
pub struct RefreshRow {
    /// Its row.
    pub id: RowId,
    /// The login it belongs to.
    pub login_id: LoginId,
    /// Until when it is good.
    pub expires_at: NaiveDateTime,
    /// When it was exchanged for the next one.
    pub used_at: Option<NaiveDateTime>,
    /// Whose login it is.
    pub person_id: PersonId,
    /// When the login ended.
    pub ended_at: Option<NaiveDateTime>,
    /// When the login runs out.
    pub login_expires_at: NaiveDateTime,
}

/// The refresh token with this hash, its row held until the change ends: two exchanges of one token wait in line.
///
/// # Errors
/// When the database fails.
pub fn find_refresh_token(tx: &mut WriteTx<'_>, hash: &[u8]) -> Result<Option<RefreshRow>, Error> {
    // The update that changes nothing takes the row's lock on PostgreSQL; SQLite has one writer anyway.
    diesel::update(tokens::table.filter(tokens::hash.eq(hash)))
        .set(tokens::hash.eq(hash))
        .execute(tx.conn())?;
    Ok(tokens::table
        .inner_join(logins::table)
        .filter(tokens::hash.eq(hash))
        .select((
            tokens::id,
            tokens::login_id,
            tokens::expires_at,
            tokens::used_at,
            logins::person_id,
            logins::ended_at,
            logins::expires_at,
        ))
        .first(tx.conn())
        .optional()?)
}

/// Marks a refresh token as exchanged.
///
/// # Errors
/// When the database fails.
pub fn use_refresh_token(tx: &mut WriteTx<'_>, id: RowId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(tokens::table.find(id)).set(tokens::used_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// Moves the end of a login that is being used.
///
/// # Errors
/// When the database fails.
pub fn extend(tx: &mut WriteTx<'_>, login: LoginId, expires_at: DateTime<Utc>) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(logins::table.find(login))
        .set((logins::expires_at.eq(expires_at.naive_utc()), logins::last_seen_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// When a login began.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn started_at(connection: &mut AnyConnection, login: LoginId) -> Result<DateTime<Utc>, Error> {
    let at: NaiveDateTime = logins::table.find(login).select(logins::created_at).first(connection)?;
    Ok(at.and_utc())
}

/// Whose login it is, and whether it has not ended.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn holder(connection: &mut AnyConnection, login: LoginId) -> Result<(PersonId, bool), Error> {
    let of = logins::table.find(login);
    Ok(of.select((logins::person_id, logins::ended_at.is_null())).first(connection)?)
}

/// Ends every login of a person except this one.
///
/// # Errors
/// When the database fails.
pub fn end_others(tx: &mut WriteTx<'_>, person: PersonId, but: LoginId, why: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        logins::table
            .filter(logins::person_id.eq(person))
            .filter(logins::id.ne(but))
            .filter(logins::ended_at.is_null()),
    )
    .set((logins::ended_at.eq(Some(now)), logins::ended_why.eq(Some(why))))
    .execute(tx.conn())?;
    Ok(())
}
