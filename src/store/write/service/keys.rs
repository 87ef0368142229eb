//! The keys that sign access tokens, wrapped.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::KeyId,
    store::{AnyConnection, error::Error, schema::signing_keys as keys, write_tx::WriteTx},
};

/// A key's row.
#[derive(Debug, Clone, Insertable, Queryable)]
#[diesel(table_name = keys)]
pub struct KeyRow {
    /// Its id, the `kid`.
    pub id: KeyId,
    /// The 32 bytes of the public key.
    pub public_key: Vec<u8>,
    /// The private key under the service's secret.
    pub wrapped_private_key: Vec<u8>,
    /// When it was made.
    pub created_at: NaiveDateTime,
    /// When the next one took over.
    pub retired_at: Option<NaiveDateTime>,
}

/// Keys that sign or still verify, the newest first.
///
/// # Errors
/// When the database fails.
pub fn usable(connection: &mut AnyConnection, retired_after: DateTime<Utc>) -> Result<Vec<KeyRow>, Error> {
    Ok(keys::table
        .filter(keys::retired_at.is_null().or(keys::retired_at.gt(retired_after.naive_utc())))
        .order((keys::created_at.desc(), keys::id.desc()))
        .load(connection)?)
}

/// The newest key.
///
/// # Errors
/// When the database fails.
pub fn newest(tx: &mut WriteTx<'_>) -> Result<Option<KeyRow>, Error> {
    Ok(keys::table.order((keys::created_at.desc(), keys::id.desc())).first(tx.conn()).optional()?)
}

/// Adds a key and retires all others.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, id: KeyId, public: Vec<u8>, wrapped: Vec<u8>) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(keys::table.filter(keys::retired_at.is_null()))
        .set(keys::retired_at.eq(Some(now)))
        .execute(tx.conn())?;
    let row =
        KeyRow { id, public_key: public, wrapped_private_key: wrapped, created_at: now, retired_at: None };
    diesel::insert_into(keys::table).values(&row).execute(tx.conn())?;
    Ok(())
}
