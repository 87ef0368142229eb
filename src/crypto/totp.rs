//! Codes that change every thirty seconds (RFC 6238), and the codes for the day on which they are lost.

use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::{
    keys::{KeyError, Purpose, Secret},
    tokens::same,
};
use crate::ports::Random;

/// Bytes of a secret: as many as SHA-1 has (RFC 4226 §4).
const SECRET_BYTES: usize = 20;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// What an app and we work out the same codes from. Debug shows none of it.
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A new one.
    #[must_use]
    pub fn new(random: &Random) -> Self {
        Self(Zeroizing::new(random.bytes::<SECRET_BYTES>().to_vec()))
    }

    /// Opens one that was stored for the app with this id.
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`] under another secret, for another id, or when a byte was altered.
    pub fn unwrap(id: &[u8; 16], wrapped: &[u8], secret: &Secret) -> Result<Self, KeyError> {
        Ok(Self(secret.open(Purpose::SecondFactors, id, wrapped)?))
    }

    /// As it is stored for the app with this id.
    ///
    /// # Errors
    /// When the cipher refuses.
    pub fn wrap(&self, id: &[u8; 16], secret: &Secret, random: &Random) -> Result<Vec<u8>, KeyError> {
        secret.seal(Purpose::SecondFactors, id, &self.0, random)
    }

    /// Its text, as apps take it: base 32 without padding (RFC 4648 §6).
    #[must_use]
    pub fn text(&self) -> String {
        let bit = |index: usize| self.0[index / 8] >> (7 - index % 8) & 1;
        let group = |at: usize| (at * 5..at * 5 + 5).fold(0, |value, index| value << 1 | bit(index));
        (0..self.0.len() * 8 / 5).map(|at| char::from(BASE32[usize::from(group(at))])).collect()
    }

    /// The address that apps read from a picture: whose account it is, at which site, and the secret.
    #[must_use]
    pub fn address(&self, site: &str, account: &str) -> String {
        let encoded = |text: &str| -> String {
            let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'@');
            text.bytes()
                .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect()
        };
        // A colon parts the two names, so neither may hold one.
        let site = encoded(&site.replace(':', " "));
        format!(
            "otpauth://totp/{site}:{}?secret={}&issuer={site}&algorithm=SHA1&digits=6&period=30",
            encoded(&account.replace(':', " ")),
            self.text()
        )
    }

    /// The code of a step (RFC 4226 §5.3).
    fn code(&self, step: i64) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let mac = hmac::sign(&key, &step.to_be_bytes());
        let mac = mac.as_ref();
        let at = usize::from(mac[mac.len() - 1] & 0x0f);
        let number = u32::from_be_bytes([mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]]);
        format!("{:06}", number % 1_000_000)
    }

    /// Which of these steps has this code. Each is compared, whichever fits.
    #[must_use]
    pub fn step_of_code(&self, code: &str, steps: impl Iterator<Item = i64>) -> Option<i64> {
        steps.fold(None, |found, step| {
            let fits = same(self.code(step).as_bytes(), code.as_bytes());
            found.or(fits.then_some(step))
        })
    }
}

/// What is kept of a recovery code. Sixty random bits could be tried one after the other by whoever has the
/// database alone, so that the site's secret goes in.
#[must_use]
pub fn recovery_hash(secret: &Secret, person: &[u8; 16], code: &str) -> [u8; 32] {
    secret.mac(Purpose::RecoveryCodes, &[person, code.as_bytes()])
}
