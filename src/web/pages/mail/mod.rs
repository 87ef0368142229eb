//! Pages: the mail of the service.

pub mod demo_mail;
pub mod mails;
