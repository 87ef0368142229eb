//! A form that makes something takes effect once, however often it is sent.

use crate::{
    crypto::tokens::{Token, sha256},
    ports::Random,
    usecases::idempotency::OnceKey,
    web::{
        extract::{MembersForm, Posted},
        forms::Field,
    },
};

/// The field that names one rendering of a form.
const KEY: &str = "key";
/// Answers of pages are kept under a method of their own: what a page made, no API call replays.
const METHOD: &str = "PAGE";

/// The hidden field that tells one rendering of a form from another.
pub fn field(random: &Random) -> Field {
    Field::hidden(KEY, Token::new(random).as_str())
}

/// What makes sending this form again harmless; `None` for one that was sent without its key.
pub fn key(form: &MembersForm, path: &str) -> Option<OnceKey> {
    let key = form.posted.optional(KEY).filter(|key| key.len() <= 255)?;
    Some(OnceKey {
        person: form.caller.id(),
        method: METHOD.to_owned(),
        path: path.to_owned(),
        key,
        body_hash: hash(&form.posted),
    })
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
