//! Pages: the mail of the service.

mod demo_mail;
