//! The short reference of a booking, for mails and telephone calls. It names a booking and opens nothing.

use super::crockford;

/// How many characters a booking reference has.
pub const REFERENCE_CHARS: usize = 8;

/// A booking reference from 40 random bits. A unique index catches the rare twin; the caller then draws again.
#[must_use]
pub fn booking_reference(random: &[u8; 5]) -> String {
    crockford::encode(random, REFERENCE_CHARS)
}

/// Reads a reference as somebody typed it; `None` if it cannot be one.
#[must_use]
pub fn parse_reference(typed: &str) -> Option<String> {
    crockford::decode(typed, REFERENCE_CHARS)
}
