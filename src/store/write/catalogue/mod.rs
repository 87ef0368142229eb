//! Written: ladders, courses and what they ask for.

pub mod course;
pub mod drafts;
pub mod ladders;
pub mod on_demand;
