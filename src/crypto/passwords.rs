//! Passwords: kept as argon2id PHC strings.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, CustomizedPasswordHasher, Params, PasswordVerifier, Version};

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

    fn hasher(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.0.clone())
    }
}

/// The machine could not hash a password; in practice it had no memory left for it.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct HashingFailed(argon2::password_hash::Error);

/// Hashes and verifies passwords at one cost. Both take tens of milliseconds of one processor: call them off the
/// threads that answer requests.
#[derive(Clone)]
pub struct Passwords {
    cost: PasswordCost,
    nobodys: String,
}

impl Passwords {
    /// Makes the hash that stands in for people who do not exist.
    ///
    /// # Errors
    /// When the machine cannot hash at this cost.
    pub fn new(cost: PasswordCost, random: &Random) -> Result<Self, HashingFailed> {
        let nobodys = hash_at(&cost, &random.bytes::<32>(), random)?;
        Ok(Self { cost, nobodys })
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
        let matches = self.cost.hasher().verify_password(password, &hash).is_ok();
        matches && kept == Some(compared) && fits
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

fn hash_at(cost: &PasswordCost, password: &[u8], random: &Random) -> Result<String, HashingFailed> {
    let salt = random.bytes::<16>();
    let hash: PasswordHash =
        cost.hasher().hash_password_with_params(password, &salt, cost.0.clone()).map_err(HashingFailed)?;
    Ok(hash.to_string())
}
