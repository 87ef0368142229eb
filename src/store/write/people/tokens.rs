//! Single-use secrets that were mailed. The secret itself is derived from the id and never stored.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        accounts::SecretFacts,
        ids::{AddressId, PersonId, TokenId},
        words::TokenKind,
    },
    store::{AnyConnection, error::Error, schema::tokens, write_tx::WriteTx},
};

/// A token's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = tokens)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct TokenRow {
    pub id: TokenId,
    pub kind: TokenKind,
    pub person_id: PersonId,
    pub address_id: AddressId,
    pub payload: Option<String>,
    pub failed_codes: i32,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
}

impl TokenRow {
    /// What is judged about it.
    #[must_use]
    pub fn facts(&self) -> SecretFacts {
        SecretFacts {
            expires_at: self.expires_at.and_utc(),
            used: self.used_at.is_some(),
            wrong_codes: self.failed_codes,
        }
    }
}

/// Adds a token that works until `expires_at`.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    kind: TokenKind,
    (person_id, address_id): (PersonId, AddressId),
    payload: Option<String>,
    expires_at: DateTime<Utc>,
) -> Result<TokenId, Error> {
    let row = TokenRow {
        id: tx.new_id(),
        kind,
        person_id,
        address_id,
        payload,
        failed_codes: 0,
        created_at: tx.now().naive_utc(),
        expires_at: expires_at.naive_utc(),
        used_at: None,
    };
    diesel::insert_into(tokens::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// The token with this id, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, id: TokenId) -> Result<Option<TokenRow>, Error> {
    Ok(tokens::table.find(id).select(TokenRow::as_select()).first(connection).optional()?)
}

/// The token with this id, its row held until the change ends: two uses of one token wait in line.
///
/// # Errors
/// When the database fails.
pub fn hold(tx: &mut WriteTx<'_>, id: TokenId) -> Result<Option<TokenRow>, Error> {
    // The update that changes nothing takes the row's lock on PostgreSQL; SQLite has one writer anyway.
    diesel::update(tokens::table.find(id)).set(tokens::id.eq(id)).execute(tx.conn())?;
    Ok(tokens::table.find(id).select(TokenRow::as_select()).first(tx.conn()).optional()?)
}

/// The unused tokens of an address, newest first, their rows held until the change ends.
///
/// # Errors
/// When the database fails.
pub fn hold_unused_of(
    tx: &mut WriteTx<'_>,
    address: AddressId,
    kind: TokenKind,
) -> Result<Vec<TokenRow>, Error> {
    diesel::update(tokens::table.filter(tokens::address_id.eq(address)).filter(tokens::used_at.is_null()))
        .set(tokens::address_id.eq(address))
        .execute(tx.conn())?;
    Ok(tokens::table
        .filter(tokens::address_id.eq(address))
        .filter(tokens::kind.eq(kind))
        .filter(tokens::used_at.is_null())
        .order(tokens::id.desc())
        .select(TokenRow::as_select())
        .load(tx.conn())?)
}

/// Uses a token up, and forgets what waited for it.
///
/// # Errors
/// When the database fails.
pub fn use_up(tx: &mut WriteTx<'_>, id: TokenId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(tokens::table.find(id))
        .set((tokens::used_at.eq(Some(now)), tokens::payload.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends every unused token of an address: the address has changed hands.
///
/// # Errors
/// When the database fails.
pub fn end_all_of(tx: &mut WriteTx<'_>, address: AddressId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(tokens::table.filter(tokens::address_id.eq(address)).filter(tokens::used_at.is_null()))
        .set((tokens::used_at.eq(Some(now)), tokens::payload.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Ends what one person asked to be mailed to an address.
///
/// # Errors
/// When the database fails.
pub fn end_all_between(tx: &mut WriteTx<'_>, address: AddressId, person: PersonId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let theirs = tokens::table
        .filter(tokens::address_id.eq(address))
        .filter(tokens::person_id.eq(person))
        .filter(tokens::used_at.is_null());
    diesel::update(theirs)
        .set((tokens::used_at.eq(Some(now)), tokens::payload.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}

/// Counts a wrong code against these tokens.
///
/// # Errors
/// When the database fails.
pub fn count_wrong_code(tx: &mut WriteTx<'_>, ids: &[TokenId]) -> Result<(), Error> {
    diesel::update(tokens::table.filter(tokens::id.eq_any(ids)))
        .set(tokens::failed_codes.eq(tokens::failed_codes + 1))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes every token of an address, so that the address can be deleted.
///
/// # Errors
/// When the database fails.
pub fn delete_all_of(tx: &mut WriteTx<'_>, address: AddressId) -> Result<(), Error> {
    diesel::delete(tokens::table.filter(tokens::address_id.eq(address))).execute(tx.conn())?;
    Ok(())
}
