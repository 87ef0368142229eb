//! Pages: the service itself.

pub mod about;
pub mod complaints;
pub mod display;
pub mod site;
pub mod trail;
pub mod work_board;
