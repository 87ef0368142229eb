mod hashing;
mod jwt;
mod keys;
mod password_rules;
mod passwords;
mod tokens;
mod totp;
