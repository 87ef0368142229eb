//! Access tokens of the API: JWTs signed with Ed25519 (RFC 9068, RFC 8037), judged against a time that is passed in.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::keys::{KeyError, SigningKey, VerifyingKey};

/// The media type in the header (RFC 9068 §2.1), which keeps other JWTs from passing for access tokens.
pub const TYPE: &str = "at+jwt";
/// How far another copy's clock may be ahead of ours, in seconds; expiry gets no such grace.
const LEEWAY: i64 = 5;
/// Ours have under 700 bytes; nothing longer is worth reading.
const LONGEST: usize = 4096;

/// What an access token says. Times are whole seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Who issued it: the service's public address.
    pub iss: String,
    /// Whom it is for: the same service's API.
    pub aud: String,
    /// The person.
    pub sub: Uuid,
    /// The login it belongs to, which can be ended before the token expires.
    pub sid: Uuid,
    /// When it was issued.
    pub iat: i64,
    /// Not to be taken before.
    pub nbf: i64,
    /// Not to be taken from this moment on.
    pub exp: i64,
    /// Its own id.
    pub jti: Uuid,
}

/// Who issues access tokens, and for whom: the same when signing and when verifying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// `iss`.
    pub issuer: String,
    /// `aud`.
    pub audience: String,
    /// How long a token is good.
    pub lifetime: TimeDelta,
}

impl Issuer {
    /// The claims of a token issued now.
    #[must_use]
    pub fn claims(&self, person: Uuid, login: Uuid, token: Uuid, now: DateTime<Utc>) -> AccessClaims {
        let now = now.timestamp();
        AccessClaims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: person,
            sid: login,
            iat: now,
            nbf: now,
            exp: now + self.lifetime.num_seconds(),
            jti: token,
        }
    }
}

/// Why a token is not taken. People are told only that they are not signed in; this is for logs and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// No JWT, one with another algorithm, or one that asks for what we do not understand.
    #[error("malformed")]
    Malformed,
    /// No key of ours has its `kid`.
    #[error("unknown key")]
    UnknownKey,
    /// The signature is not that key's over these words.
    #[error("bad signature")]
    BadSignature,
    /// Another kind of JWT, or a claim that is missing or of another shape.
    #[error("not an access token")]
    NotAnAccessToken,
    /// Issued by somebody else.
    #[error("another issuer")]
    WrongIssuer,
    /// Meant for somebody else.
    #[error("another audience")]
    WrongAudience,
    /// Not good yet.
    #[error("not yet valid")]
    NotYetValid,
    /// No longer good.
    #[error("expired")]
    Expired,
}

/// Signs an access token.
///
/// # Errors
/// When the key library refuses.
pub fn sign(claims: &AccessClaims, key: &SigningKey) -> Result<String, KeyError> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(key.id().to_string());
    jsonwebtoken::encode(&header, claims, &key.encoding).map_err(|why| KeyError::Refused(why.to_string()))
}

/// Verifies an access token as of `now`. The algorithm is fixed and the key is one of `keys`, whatever the header
/// says or brings along (`alg`, `jwk`, `jku`, `x5u`; RFC 8725 §3.1, §3.5).
///
/// # Errors
/// The first thing wrong with it.
pub fn verify(
    token: &str,
    keys: &[VerifyingKey],
    issuer: &Issuer,
    now: DateTime<Utc>,
) -> Result<AccessClaims, TokenRefusal> {
    if token.len() > LONGEST {
        return Err(TokenRefusal::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| TokenRefusal::Malformed)?;
    if header.alg != Algorithm::EdDSA || header.crit.is_some() {
        return Err(TokenRefusal::Malformed);
    }
    if !header.typ.is_some_and(|typ| typ.eq_ignore_ascii_case(TYPE)) {
        return Err(TokenRefusal::NotAnAccessToken);
    }
    let kid = header.kid.ok_or(TokenRefusal::UnknownKey)?;
    let key = keys.iter().find(|key| key.id().to_string() == kid).ok_or(TokenRefusal::UnknownKey)?;
    let decoded = jsonwebtoken::decode::<Value>(token, &key.decoding, &signature_only())
        .map_err(|_| TokenRefusal::BadSignature)?;
    let claims: AccessClaims =
        serde_json::from_value(decoded.claims).map_err(|_| TokenRefusal::NotAnAccessToken)?;
    judge(&claims, issuer, now)?;
    Ok(claims)
}

// The library would judge times by the machine's clock, which tests cannot move: it checks the signature, we the rest.
fn signature_only() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.algorithms = vec![Algorithm::EdDSA];
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn judge(claims: &AccessClaims, issuer: &Issuer, now: DateTime<Utc>) -> Result<(), TokenRefusal> {
    if claims.iss != issuer.issuer {
        return Err(TokenRefusal::WrongIssuer);
    }
    if claims.aud != issuer.audience {
        return Err(TokenRefusal::WrongAudience);
    }
    let now = now.timestamp();
    if claims.exp <= now {
        return Err(TokenRefusal::Expired);
    }
    if claims.nbf > now + LEEWAY || claims.iat > now + LEEWAY {
        return Err(TokenRefusal::NotYetValid);
    }
    Ok(())
}

/// The public keys as a JWK set (RFC 7517 §5, RFC 8037 §2).
#[must_use]
pub fn jwks(keys: &[VerifyingKey]) -> Value {
    let keys: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({
                "kty": "OKP",
                "crv": "Ed25519",
                "kid": key.id().to_string(),
                "use": "sig",
                "alg": "EdDSA",
                "x": URL_SAFE_NO_PAD.encode(key.bytes()),
            })
        })
        .collect();
    json!({ "keys": keys })
}
