//! Passwords, tokens and keys.
//!
//! | file | what |
//! | --- | --- |
//! | `passwords` | argon2id |
//! | `password_rules` | which passwords are taken |
//! | `keys` | the installation's secret, the keys derived from it, and the signing keys it wraps |
//! | `tokens` | opaque tokens kept as hashes; links and typed codes derived from a token's id |
//! | `jwt` | the API's access tokens and their JWKS |

pub mod jwt;
pub mod keys;
pub mod password_rules;
pub mod passwords;
pub mod tokens;
