//! The API: the service itself.

pub mod health;
pub mod trail;
