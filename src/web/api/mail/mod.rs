//! The API: the mail of the service.

pub mod mails;
