//! Read: the service itself.

pub mod audit;
pub mod audited_holders;
mod audited_papers;
pub mod beginnings;
pub mod health;
pub mod site;
pub mod trail;
pub mod work_board;
