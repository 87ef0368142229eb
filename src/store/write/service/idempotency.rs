//! Keys under which requests were answered.

use std::sync::LazyLock;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::PersonId,
    store::{
        AnyConnection,
        error::Error,
        prepared::{Bound, Kept, Statement},
        schema::idempotency_keys as keys,
        write_tx::WriteTx,
    },
};

/// One key of one person for one method and path.
#[derive(Debug, Clone, Insertable, Queryable)]
#[diesel(table_name = keys, treat_none_as_default_value = false)]
pub struct KeyRow {
    /// Who asked.
    pub person_id: PersonId,
    /// HTTP method.
    pub method: String,
    /// Path of the request.
    pub path: String,
    /// What the caller sent.
    pub idempotency_key: String,
    /// SHA-256 of the body.
    pub body_hash: Vec<u8>,
    /// The answer, once the work is done.
    pub outcome: Option<String>,
    /// When it was first used.
    pub created_at: NaiveDateTime,
}

/// Takes the key for this write; false when it was used before. Waits for a twin that is still running.
///
/// # Errors
/// When the database fails.
pub fn claim(tx: &mut WriteTx<'_>, row: &KeyRow) -> Result<bool, Error> {
    let bound = [
        ("person", row.person_id.into()),
        ("method", Bound::Text(row.method.clone())),
        ("path", Bound::Text(row.path.clone())),
        ("key", Bound::Text(row.idempotency_key.clone())),
        ("body", Bound::Bytes(row.body_hash.clone())),
        ("at", Bound::Moment(row.created_at)),
    ];
    Ok(CLAIM.with::<()>(&bound).execute(tx.conn())? == 1)
}

/// PostgreSQL waits here for a twin that has not ended yet, and then knows whether the key is free.
static CLAIM: LazyLock<Statement> = LazyLock::new(|| {
    Statement::of(
        "INSERT INTO idempotency_keys (person_id, method, path, idempotency_key, body_hash, created_at) \
         VALUES (:person, :method, :path, :key, :body, :at) ON CONFLICT DO NOTHING",
    )
});

/// What is kept under the key.
///
/// # Errors
/// When the database fails.
pub fn earlier(tx: &mut WriteTx<'_>, row: &KeyRow) -> Result<KeyRow, Error> {
    Ok(keys::table.find((row.person_id, &row.method, &row.path, &row.idempotency_key)).first(tx.conn())?)
}

/// The answer kept under a key; none while nothing was answered under it.
///
/// # Errors
/// When the database fails.
pub fn kept(
    connection: &mut AnyConnection,
    person: PersonId,
    (method, path): (&str, &str),
    key: &str,
) -> Result<Option<String>, Error> {
    let outcome: Option<Option<String>> =
        keys::table.find((person, method, path, key)).select(keys::outcome).first(connection).optional()?;
    Ok(outcome.flatten())
}

/// Keeps the answer.
///
/// # Errors
/// When the database fails.
pub fn keep_outcome(tx: &mut WriteTx<'_>, row: &KeyRow, outcome: &str) -> Result<(), Error> {
    let of = keys::table.find((row.person_id, &row.method, &row.path, &row.idempotency_key));
    Kept(diesel::update(of).set(keys::outcome.eq(outcome))).execute(tx.conn())?;
    Ok(())
}
