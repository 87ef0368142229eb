//! Written: the service itself.

pub mod audit;
pub mod bulk;
pub mod idempotency;
pub mod keys;
pub mod locks;
pub mod purge;
pub mod site;
