//! Pages: the service itself.

pub mod about;
pub mod complaints;
pub mod display;
mod held_mail;
pub mod site;
pub mod trail;
pub mod work_board;
