//! The installation's one secret, the keys derived from it, and the Ed25519 signing keys it wraps.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::ports::Random;

/// The fewest bytes of text a secret may have.
pub const SHORTEST_SECRET: usize = 32;
const WRAPPING_VERSION: u8 = 1;

/// What a key derived from the secret is for; each gets a key of its own, so that what one leaks opens no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Wrapping signing keys in the database.
    SigningKeys,
    /// Tokens in mailed links.
    MailedLinks,
    /// Codes people type to confirm an address.
    TypedCodes,
    /// The tokens in forms that prove they came from our own pages.
    Forms,
    /// Cursors of lists, which come back as we made them.
    Cursors,
    /// Wrapping what the codes of people's apps are worked out from.
    SecondFactors,
    /// What is kept of recovery codes.
    RecoveryCodes,
    /// What a sign-in with a provider carries there and back.
    SignInWith,
    /// Network addresses on the trail.
    TrailAddresses,
    /// What a counted line of the trail counts.
    TrailCounts,
    /// The codes on a trainer's screen, by which people say that they are there.
    CheckIns,
}

impl Purpose {
    // Part of every derived key: changing a word here changes the key.
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SigningKeys => b"training-ladder/1/signing-keys",
            Self::MailedLinks => b"training-ladder/1/mailed-links",
            Self::TypedCodes => b"training-ladder/1/typed-codes",
            Self::Forms => b"training-ladder/1/forms",
            Self::Cursors => b"training-ladder/1/cursors",
            Self::SecondFactors => b"training-ladder/1/second-factors",
            Self::RecoveryCodes => b"training-ladder/1/recovery-codes",
            Self::SignInWith => b"training-ladder/1/sign-in-with",
            Self::TrailAddresses => b"training-ladder/1/trail-addresses",
            Self::TrailCounts => b"training-ladder/1/trail-counts",
            Self::CheckIns => b"training-ladder/1/check-ins",
        }
    }
}

/// Why a secret or a key is not usable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The secret is shorter than [`SHORTEST_SECRET`] bytes.
    #[error("the secret has {0} bytes; it needs at least 32, such as `openssl rand -base64 48` prints")]
    SecretTooShort(usize),
    /// A signing key in the database does not open.
    #[error("a signing key does not open: it was wrapped under another LADDER_SECRET, or altered")]
    DoesNotOpen,
    /// The key library refused to make or use a key.
    #[error("the key library refused: {0}")]
    Refused(String),
}

/// The secret all copies of the service share (`LADDER_SECRET`). Debug shows none of it.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Text for a new secret: 384 random bits in base64url.
    #[must_use]
    pub fn generate(random: &Random) -> Zeroizing<String> {
        let bytes = Zeroizing::new(random.bytes::<48>());
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*bytes))
    }

    /// A secret from its text, white space around it aside. The text is taken as it stands, whatever it encodes:
    /// HKDF draws out what randomness it has.
    ///
    /// # Errors
    /// When it is too short to hold 128 bits in any usual encoding.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim().as_bytes();
        if text.len() < SHORTEST_SECRET {
            return Err(KeyError::SecretTooShort(text.len()));
        }
        Ok(Self(Zeroizing::new(text.to_vec())))
    }

    /// The key for one purpose (HKDF-SHA256, RFC 5869).
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "32 bytes are always there to be drawn")]
    pub fn derive(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let drawn = hkdf::Salt::new(hkdf::HKDF_SHA256, b"training-ladder").extract(&self.0);
        let mut key = Zeroizing::new([0; 32]);
        drawn
            .expand(&[purpose.label()], hkdf::HKDF_SHA256)
            .and_then(|material| material.fill(&mut *key))
            .expect("32 bytes are one block of HKDF-SHA256, which always has one");
        key
    }

    /// HMAC-SHA256 under the key for one purpose; the length of each part goes in, so that no two lists of parts
    /// read alike.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &*self.derive(purpose)));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        let mut out = [0; 32];
        out.copy_from_slice(context.sign().as_ref());
        out
    }

    fn wrapping_key(&self, purpose: Purpose) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &*self.derive(purpose))
            .expect("AES-256 takes every key of 32 bytes");
        LessSafeKey::new(key)
    }

    /// What may stand in the database in the place of `plain`: a version byte, the nonce, and the text under
    /// AES-256-GCM, bound to what the row is called.
    pub(super) fn seal(
        &self,
        purpose: Purpose,
        id: &[u8; 16],
        plain: &[u8],
        random: &Random,
    ) -> Result<Vec<u8>, KeyError> {
        let nonce = random.bytes::<NONCE_LEN>();
        let mut sealed = plain.to_vec();
        self.wrapping_key(purpose)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(id), &mut sealed)
            .map_err(|why| KeyError::Refused(why.to_string()))?;
        Ok([&[WRAPPING_VERSION], &nonce[..], &sealed].concat())
    }

    /// What was sealed.
    pub(super) fn open(
        &self,
        purpose: Purpose,
        id: &[u8; 16],
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let Some((&[WRAPPING_VERSION], rest)) = wrapped.split_first_chunk::<1>() else {
            return Err(KeyError::DoesNotOpen);
        };
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or(KeyError::DoesNotOpen)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let length = self
            .wrapping_key(purpose)
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(id), &mut opened)
            .map_err(|_| KeyError::DoesNotOpen)?
            .len();
        opened.truncate(length);
        Ok(opened)
    }
}

/// An Ed25519 key that signs access tokens. Debug shows its id alone.
#[derive(Clone)]
pub struct SigningKey {
    id: Uuid,
    seed: Zeroizing<[u8; 32]>,
    public: [u8; 32],
    pub(super) encoding: EncodingKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// A new key under this id.
    ///
    /// # Errors
    /// When the key library refuses.
    pub fn generate(id: Uuid, random: &Random) -> Result<Self, KeyError> {
        Self::from_seed(id, Zeroizing::new(random.bytes::<32>()))
    }

    fn from_seed(id: Uuid, seed: Zeroizing<[u8; 32]>) -> Result<Self, KeyError> {
        let pair =
            Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|why| KeyError::Refused(why.to_string()))?;
        let document = pair.to_pkcs8v1().map_err(|why| KeyError::Refused(why.to_string()))?;
        let public = pair.public_key().as_ref().try_into().map_err(|_| KeyError::DoesNotOpen)?;
        Ok(Self { id, seed, public, encoding: EncodingKey::from_ed_der(document.as_ref()) })
    }

    /// Its id, the `kid` of what it signs.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// Its public half.
    #[must_use]
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey::new(self.id, self.public)
    }

    /// The key as it is stored: its seed, sealed and bound to its id.
    ///
    /// # Errors
    /// When the cipher refuses.
    pub fn wrap(&self, secret: &Secret, random: &Random) -> Result<Vec<u8>, KeyError> {
        secret.seal(Purpose::SigningKeys, self.id.as_bytes(), &*self.seed, random)
    }

    /// Opens a stored key.
    ///
    /// # Errors
    /// [`KeyError::DoesNotOpen`] under another secret, for another id, or when a byte was altered.
    pub fn unwrap(id: Uuid, wrapped: &[u8], secret: &Secret) -> Result<Self, KeyError> {
        let seed = secret.open(Purpose::SigningKeys, id.as_bytes(), wrapped)?;
        let seed: [u8; 32] = seed.as_slice().try_into().map_err(|_| KeyError::DoesNotOpen)?;
        Self::from_seed(id, Zeroizing::new(seed))
    }
}

/// The public half of a signing key: it may be known to all.
#[derive(Debug, Clone)]
pub struct VerifyingKey {
    id: Uuid,
    public: [u8; 32],
    pub(super) decoding: DecodingKey,
}

impl VerifyingKey {
    /// A key read from its row.
    #[must_use]
    pub fn new(id: Uuid, public: [u8; 32]) -> Self {
        Self { id, public, decoding: DecodingKey::from_ed_der(&public) }
    }

    /// Its id, the `kid` of what it verifies.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The 32 bytes of the public key (RFC 8032 §5.1.5).
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.public
    }
}
