//! Verbs: the service itself.

pub mod audit;
pub mod keep_trail;
pub mod keyring;
pub mod sightings;
