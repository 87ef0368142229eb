//! A form that makes something takes effect once, however often it is sent.

use crate::{
    crypto::tokens::{Token, sha256},
    domain::ids::PersonId,
    ports::Random,
    usecases::idempotency::OnceKey,
    web::{extract::Posted, forms::Field},
};

/// The field that names one rendering of a form.
const KEY: &str = "key";
/// Answers of pages are kept under a method of their own: what a page made, no API call replays.
const METHOD: &str = "PAGE";

/// The hidden field that tells one rendering of a form from another.
pub fn field(random: &Random) -> Field {
    carrying(Token::new(random).as_str())
}

/// The same field with a key that was given out before.
pub fn carrying(key: &str) -> Field {
    Field::hidden(KEY, key)
}

/// What makes sending this form again harmless; `None` for one that was sent without its key. The same words are
/// answered with what they did, others under the same key are refused.
pub fn key(person: PersonId, posted: &Posted, path: &str) -> Option<OnceKey> {
    let key = posted.optional(KEY).filter(|key| key.len() <= 255)?;
    Some(OnceKey { person, method: METHOD.to_owned(), path: path.to_owned(), key, body_hash: hash(posted) })
}

/// As [`key`], for a form that leads to what came of it, however it was changed since.
pub fn key_whatever_it_says(person: PersonId, posted: &Posted, path: &str) -> Option<OnceKey> {
    Some(OnceKey { body_hash: [0; 32], ..key(person, posted, path)? })
}

fn hash(posted: &Posted) -> [u8; 32] {
    let mut all = Vec::new();
    for (name, value) in posted.to_keep() {
        for part in [name, value] {
            all.extend_from_slice(&part.len().to_be_bytes());
            all.extend_from_slice(part.as_bytes());
        }
    }
    sha256(&all)
}
