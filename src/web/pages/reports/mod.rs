//! Numbers: how many, of whom, and where they stop.

mod asked;
pub mod behind;
pub mod blocked;
pub mod demand;
pub mod front;
pub mod ladder_flow;
pub mod organisations;
mod picture;
pub mod report;
pub mod uptake;
pub mod waiting;
