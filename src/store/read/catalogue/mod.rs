//! Read: ladders, courses and what they ask for.

pub mod course;
pub mod course_brief;
pub mod courses;
pub mod ladders;
pub mod on_demand;
pub mod own_ladder;
pub mod teams;
