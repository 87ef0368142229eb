//! Written: the mail of the service.

pub mod erased;
pub mod outbox;
pub mod waiting_invites;
