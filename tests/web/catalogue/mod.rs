//! The API: ladders, courses and what they ask for.

mod courses;
mod ladders;
mod retiring;
