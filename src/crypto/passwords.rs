//! Passwords: kept as argon2id PHC strings.

use std::sync::Arc;

use argon2::password_hash::{
    Error as HashError,
    phc::{Output, ParamsString, PasswordHash, Salt},
};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::hashing::{HashingLimits, NoTurn, Turns, in_memory};
use super::tokens::same;
use crate::ports::Random;

/// What is typed at sign-in beyond this many bytes is no password of anybody's.
const MOST_BYTES: usize = 1000;

/// How much work a hash is: memory in KiB, passes over it, lanes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordCost(Params);

impl Default for PasswordCost {
    /// The argon2 crate's own recommendation (19 MiB, 2 passes, 1 lane), which is OWASP's.
    fn default() -> Self {
        Self(Params::DEFAULT)
    }
}

impl PasswordCost {
    /// The least work the algorithm allows: for tests, which hash often and guard nothing.
    #[must_use]
    pub fn least() -> Self {
        Self(
            Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None).unwrap_or_default(),
        )
    }
}

/// The machine could not hash a password; in practice it had no memory left for it.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct HashingFailed(HashError);

/// Hashes and verifies passwords at one cost. Both take tens of milliseconds of one processor and much memory: what a
/// request asks for runs in its turn ([`Passwords::in_turn`]).
#[derive(Clone)]
pub struct Passwords {
    cost: PasswordCost,
    nobodys: String,
    turns: Arc<Turns>,
}

impl Passwords {
    /// Makes the hash that stands in for people who do not exist.
    ///
    /// # Errors
    /// When the machine cannot hash at this cost.
    pub fn new(cost: PasswordCost, random: &Random) -> Result<Self, HashingFailed> {
        let nobodys = hash_at(&cost, &random.bytes::<32>(), random)?;
        Ok(Self { cost, nobodys, turns: Arc::new(Turns::new(HashingLimits::default())) })
    }

    /// The same, taking no more of the machine than this.
    #[must_use]
    pub fn within(mut self, limits: HashingLimits) -> Self {
        self.turns = Arc::new(Turns::new(limits));
        self
    }

    /// Runs work that hashes on a thread that may take its time, when it is its turn.
    ///
    /// # Errors
    /// [`NoTurn::TooMany`] when too many wait already, or the wait was too long.
    pub async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, NoTurn> {
        let passwords = self.clone();
        self.turns.run(move || work(&passwords)).await
    }

    /// The PHC string to keep (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`).
    ///
    /// # Errors
    /// When the machine cannot hash.
    pub fn hash(&self, password: &str, random: &Random) -> Result<String, HashingFailed> {
        hash_at(&self.cost, password.as_bytes(), random)
    }

    /// Whether `password` is the one kept as `kept`. Without a kept hash, or with one that cannot be read, it takes
    /// as long and says no, so that the time tells nobody whether an account exists.
    #[must_use]
    pub fn verify(&self, password: &str, kept: Option<&str>) -> bool {
        let password = password.as_bytes();
        let fits = password.len() <= MOST_BYTES;
        let password = if fits { password } else { &password[..MOST_BYTES] };
        let compared = self.compared_with(kept);
        let Ok(hash) = PasswordHash::new(compared) else { return false };
        matches(password, &hash) && kept == Some(compared) && fits
    }

    /// The hash that a password is compared with: the kept one if it can be read, else nobody's, which costs as much.
    #[must_use]
    pub fn compared_with<'k>(&'k self, kept: Option<&'k str>) -> &'k str {
        let readable = |text: &&str| {
            PasswordHash::new(text).is_ok_and(|hash| hash.salt.is_some() && hash.hash.is_some())
        };
        kept.filter(readable).unwrap_or(&self.nobodys)
    }

    /// Whether a kept hash is weaker than what is made now, so that the next sign-in should replace it.
    #[must_use]
    pub fn needs_rehash(&self, kept: &str) -> bool {
        let Ok(hash) = PasswordHash::new(kept) else { return true };
        let Ok(params) = Params::try_from(&hash) else { return true };
        hash.algorithm != argon2::ARGON2ID_IDENT
            || hash.version != Some(Version::V0x13.into())
            || params.m_cost() < self.cost.0.m_cost()
            || params.t_cost() < self.cost.0.t_cost()
    }
}

/// Fills `out` with the hash of a password.
fn digest(hasher: &Argon2<'_>, password: &[u8], salt: &[u8], out: &mut [u8]) -> Result<(), HashError> {
    let hash = |memory: &mut [Block]| hasher.hash_password_into_with_memory(password, salt, out, memory);
    let hashed = in_memory(hasher.params().block_count(), hash).ok_or(HashError::OutOfMemory)?;
    hashed.map_err(HashError::from)
}

fn hash_at(cost: &PasswordCost, password: &[u8], random: &Random) -> Result<String, HashingFailed> {
    let kept = || -> Result<PasswordHash, HashError> {
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.0.clone());
        let salt = Salt::new(&random.bytes::<16>())?;
        let mut out = [0_u8; Params::DEFAULT_OUTPUT_LEN];
        digest(&hasher, password, &salt, &mut out)?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&cost.0)?,
            salt: Some(salt),
            hash: Some(Output::new(&out)?),
        })
    };
    kept().map(|hash| hash.to_string()).map_err(HashingFailed)
}

/// Whether a password gives this hash, at whatever cost it was made.
fn matches(password: &[u8], kept: &PasswordHash) -> bool {
    let again = || {
        let algorithm = Algorithm::try_from(kept.algorithm.as_str()).ok()?;
        let version = kept.version.map_or(Some(Version::default()), |version| version.try_into().ok())?;
        let (salt, hash) = (kept.salt.as_ref()?, kept.hash.as_ref()?);
        let hasher = Argon2::new(algorithm, version, Params::try_from(kept).ok()?);
        let mut out = vec![0_u8; hash.as_bytes().len()];
        digest(&hasher, password, salt, &mut out).ok()?;
        Some(same(&out, hash.as_bytes()))
    };
    again().unwrap_or(false)
}
