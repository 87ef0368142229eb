//! Doing a thing once however often it is asked for (IETF draft "The Idempotency-Key HTTP Header Field").
//!
//! The key's row is inserted in the same write as the work. A twin that runs at the same moment waits for that row
//! on either database and then replays what the first answered. Only successes are kept: a refusal changed nothing
//! and may be asked for again.

use serde::{Serialize, de::DeserializeOwned};

use super::{
    change::Change,
    error::{Failure, Refused},
};
use crate::{
    domain::ids::PersonId,
    store::{self, AnyConnection, write::service::idempotency},
};

/// A request that is to take effect once.
#[derive(Debug, Clone)]
pub struct OnceKey {
    /// Who asks.
    pub person: PersonId,
    /// The method, since one key may be used for different things.
    pub method: String,
    /// The path of the request.
    pub path: String,
    /// What the caller sent.
    pub key: String,
    /// SHA-256 of the body.
    pub body_hash: [u8; 32],
}

/// An answer, and whether it was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// What was done.
    pub value: T,
    /// It was done by an earlier request with the same key.
    pub replayed: bool,
}

/// Runs `work` unless a request with this key was answered already.
///
/// # Errors
/// [`Refused::IdempotencyMismatch`] when the key came with another body; what `work` gives.
pub(crate) fn once<T: Serialize + DeserializeOwned>(
    change: &mut Change<'_, '_>,
    key: Option<&OnceKey>,
    work: impl FnOnce(&mut Change<'_, '_>) -> Result<T, Failure>,
) -> Result<Answer<T>, Failure> {
    let Some(key) = key else {
        return Ok(Answer { value: work(change)?, replayed: false });
    };
    let row = idempotency::KeyRow {
        person_id: key.person,
        method: key.method.clone(),
        path: key.path.clone(),
        idempotency_key: key.key.clone(),
        body_hash: key.body_hash.to_vec(),
        outcome: None,
        created_at: change.tx.now().naive_utc(),
    };
    if !idempotency::claim(change.tx, &row)? {
        let earlier = idempotency::earlier(change.tx, &row)?;
        if earlier.body_hash != row.body_hash {
            return Err(Refused::IdempotencyMismatch.into());
        }
        let outcome = earlier.outcome.unwrap_or_default();
        let value = serde_json::from_str(&outcome)
            .map_err(|e| store::Error::Broken(format!("a kept answer cannot be read: {e}")))?;
        return Ok(Answer { value, replayed: true });
    }
    let value = work(change)?;
    let outcome = serde_json::to_string(&value)
        .map_err(|e| store::Error::Broken(format!("an answer cannot be kept: {e}")))?;
    idempotency::keep_outcome(change.tx, &row, &outcome)?;
    Ok(Answer { value, replayed: false })
}

/// What a request with this key was answered before, if it was.
pub(crate) fn earlier<T: DeserializeOwned>(
    connection: &mut AnyConnection,
    key: &OnceKey,
) -> Result<Option<T>, Failure> {
    let kept = idempotency::kept(connection, key.person, (&key.method, &key.path), &key.key)?;
    let read = kept.as_deref().map(serde_json::from_str).transpose();
    Ok(read.map_err(|e| store::Error::Broken(format!("a kept answer cannot be read: {e}")))?)
}
