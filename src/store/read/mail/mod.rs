//! Read: the mail of the service.

pub mod digests;
pub mod due;
pub mod outbox;
pub mod reminders;
