//! Preconditions and idempotency keys.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use crate::{domain::ids::PersonId, usecases::idempotency::OnceKey, web::error::ApiError};

/// The revision an edit was made against, from `If-Match: "REVISION.HASH"`; none when the header is absent or `*`.
pub struct IfMatch(pub Option<i32>);

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match header(request, "if-match") {
            Ok(None | Some("*")) => Ok(Self(None)),
            // An ETag that is not one of ours matches no revision: stale, not malformed (RFC 9110 §13.1.1).
            Ok(Some(tag)) => Ok(Self(Some(revision(tag).unwrap_or(-1)))),
            Err(error) => Err(error),
        })
    }
}

fn revision(tag: &str) -> Option<i32> {
    let inside = tag.trim().trim_start_matches("W/").trim_matches('"');
    inside.split('.').next()?.parse().ok()
}

/// The `ETags` the caller has, from `If-None-Match`.
pub struct IfNoneMatch(pub Option<String>);

impl IfNoneMatch {
    /// Whether the caller has this one already (weak comparison, RFC 9110 §13.1.2).
    #[must_use]
    pub fn has(&self, etag: &str) -> bool {
        self.0.as_deref().is_some_and(|tags| {
            tags.trim() == "*" || tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
        })
    }
}

impl FromRequest for IfNoneMatch {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(header(request, "if-none-match").map(|tags| Self(tags.map(str::to_owned))))
    }
}

/// What is needed to do a request once: method, path and the caller's `Idempotency-Key`, if there is one.
pub struct Once {
    method: String,
    path: String,
    key: Option<String>,
}

impl Once {
    /// The key for this caller and body; `None` when the request came without one.
    #[must_use]
    pub fn key(self, person: PersonId, body_hash: [u8; 32]) -> Option<OnceKey> {
        let key = self.key?;
        Some(OnceKey { person, method: self.method, path: self.path, key, body_hash })
    }
}

impl FromRequest for Once {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(header(request, "idempotency-key").and_then(|value| {
            let key = value.map(|value| value.trim().trim_matches('"').to_owned());
            if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 255) {
                return Err(ApiError::new("invalid_header", "An Idempotency-Key has 1 to 255 characters."));
            }
            Ok(Self { method: request.method().to_string(), path: request.path().to_owned(), key })
        }))
    }
}

fn header<'r>(request: &'r HttpRequest, name: &str) -> Result<Option<&'r str>, ApiError> {
    request
        .headers()
        .get(name)
        .map(|value| {
            value.to_str().map_err(|_| {
                ApiError::new("invalid_header", format!("The header {name} may only hold visible ASCII."))
            })
        })
        .transpose()
}
