//! Practitioners.

pub mod register;
