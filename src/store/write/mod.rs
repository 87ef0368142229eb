//! Changes, one file a table family; each takes the [`WriteTx`](super::WriteTx) it belongs to.

pub mod access_needs;
pub mod addresses;
pub mod audit;
pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod completions;
pub mod disputes;
pub mod history;
pub mod idempotency;
pub mod invites;
pub mod keys;
pub mod ladders;
pub mod locks;
pub mod logins;
pub mod memberships;
pub mod merging;
pub mod organisations;
pub mod outbox;
pub mod people;
pub mod purge;
pub mod register;
pub mod sessions;
pub mod tokens;
pub mod training_claims;
pub mod waivers;
