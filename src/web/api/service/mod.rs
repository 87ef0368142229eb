//! The API: the service itself.

pub mod health;
pub mod site;
pub mod trail;
