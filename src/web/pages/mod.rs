//! The pages.

pub mod about;
pub mod demo_mail;
pub mod verify;
