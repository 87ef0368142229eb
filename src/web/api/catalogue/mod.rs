//! The API: ladders, courses and what they ask for.

pub mod courses;
pub mod ladders;
pub mod on_demand;
