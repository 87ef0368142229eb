//! Written: the mail of the service.

pub mod outbox;
