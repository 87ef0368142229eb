//! The pages.

#![expect(clippy::missing_errors_doc, reason = "every handler answers the problems of web::problems")]

pub mod about;
pub mod demo_mail;
pub mod display;
pub mod sign_in;
pub mod verify;
