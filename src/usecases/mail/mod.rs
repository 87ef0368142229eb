//! Verbs: the mail of the service.

pub mod remind;
pub mod resend_mail;
pub mod send_digests;
