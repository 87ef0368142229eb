//! Passwords, tokens and keys.
//!
//! | file | what |
//! | --- | --- |
//! | `passwords` | argon2id |
//! | `password_rules` | which passwords are taken |
//! | `hashing` | how many passwords are hashed at once, and in which memory |
//! | `keys` | the installation's secret, the keys derived from it, and the signing keys it wraps |
//! | `passkeys` | what browsers are asked, and whether the passkey signed it |
//! | `totp` | codes that change every thirty seconds, and the codes for the day on which they are lost |
//! | `tokens` | opaque tokens kept as hashes; links and typed codes derived from a token's id |
//! | `jwt` | the API's access tokens and their JWKS |

pub mod hashing;
pub mod jwt;
pub mod keys;
pub mod passkeys;
pub mod password_rules;
pub mod passwords;
pub mod tokens;
pub mod totp;
