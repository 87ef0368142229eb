//! Tokens: opaque random ones kept as hashes, and links and typed codes derived from a token's id.
//!
//! A queued mail may not hold a secret, so it carries the id of a token's row; delivery derives the link from it
//! with the installation's secret, and redeeming verifies the derivation before the row is looked up.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::{Purpose, Secret};
use crate::ports::Random;

/// Digits of a typed code.
pub const TYPED_CODE_DIGITS: usize = 8;

/// An opaque bearer token of 256 random bits: a refresh token, a page's session, a calendar feed's address.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A new one.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        let bytes = Zeroizing::new(random.bytes::<32>());
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes)))
    }

    /// One that somebody shows; None when no token looks like it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(decode::<32>(text)?);
        Some(Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))))
    }

    /// The 43 characters of base64url to hand out.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256, which is enough for 256 random bits and lets the row be found by it.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        sha256(self.0.as_bytes())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A token's SHA-256.
pub type TokenHash = [u8; 32];

/// SHA-256 of `bytes`: of tokens, and of request bodies under an idempotency key.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

/// Whether two byte strings are the same, in a time that does not depend on where they differ.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// The text of a mailed link's token: the id of its row and an HMAC over it, as 64 characters of base64url.
/// `purpose` is the word stored with the row, so that a link for one thing does not serve another.
#[must_use]
pub fn derived_token(secret: &Secret, id: Uuid, purpose: &str) -> String {
    let mac = secret.mac(Purpose::MailedLinks, &[id.as_bytes(), purpose.as_bytes()]);
    let mut bytes = [0; 48];
    bytes[..16].copy_from_slice(id.as_bytes());
    bytes[16..].copy_from_slice(&mac);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The id in a mailed link's token; None when it was not made here, or for another purpose. Whether it is still
/// good is what its row says.
#[must_use]
pub fn read_derived_token(secret: &Secret, text: &str, purpose: &str) -> Option<Uuid> {
    let bytes = decode::<48>(text)?;
    let id = Uuid::from_slice(&bytes[..16]).ok()?;
    let mac = secret.mac(Purpose::MailedLinks, &[id.as_bytes(), purpose.as_bytes()]);
    same(&mac, &bytes[16..]).then_some(id)
}

/// The code of [`TYPED_CODE_DIGITS`] digits that confirms what the token with this id stands for. It is short:
/// whoever checks it counts the tries.
#[must_use]
pub fn derived_code(secret: &Secret, id: Uuid, purpose: &str) -> String {
    let mac = secret.mac(Purpose::TypedCodes, &[id.as_bytes(), purpose.as_bytes()]);
    let mut first = [0; 8];
    first.copy_from_slice(&mac[..8]);
    // The remainder favours some codes by less than one in 10^11.
    format!("{:08}", u64::from_be_bytes(first) % 100_000_000)
}

/// Whether `typed` is the code of this token; spaces and hyphens do not matter.
#[must_use]
pub fn code_matches(secret: &Secret, id: Uuid, purpose: &str, typed: &str) -> bool {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(64).collect();
    same(derived_code(secret, id, purpose).as_bytes(), digits.as_bytes())
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    // Decoding takes only the one canonical spelling, so a token cannot be shown in two.
    if text.len() != (N * 4).div_ceil(3) {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
