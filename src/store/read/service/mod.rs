//! Read: the service itself.

pub mod audit;
pub mod health;
pub mod work_board;
