mod hashing;
mod jwt;
mod keys;
mod passwords;
mod tokens;
mod totp;
