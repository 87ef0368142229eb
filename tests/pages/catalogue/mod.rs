//! Pages: ladders, courses and what they ask for.

mod keeping_courses;
mod own_ladder;
mod taking_changes;
