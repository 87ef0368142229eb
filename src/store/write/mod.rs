//! Changes, one file a table family; each takes the [`WriteTx`](super::WriteTx) it belongs to.

pub mod access_needs;
pub mod audit;
pub mod bookings;
pub mod idempotency;
pub mod invites;
pub mod keys;
pub mod locks;
pub mod logins;
pub mod outbox;
pub mod people;
pub mod sessions;
