//! Passwords, tokens, keys and random codes.
