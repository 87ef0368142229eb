//! Read: the mail of the service.

pub mod digests;
pub mod outbox;
pub mod reminders;
