//! Verbs: the service itself.

pub mod audit;
pub mod keyring;
