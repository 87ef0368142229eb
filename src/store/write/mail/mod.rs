//! Written: the mail of the service.

pub mod claims;
pub mod endings;
pub mod erased;
pub mod outbox;
pub mod waiting_invites;
