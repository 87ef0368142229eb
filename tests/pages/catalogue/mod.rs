//! Pages: ladders, courses and what they ask for.

mod copying;
mod drafts;
mod keeping_courses;
mod markup;
mod own_ladder;
mod programme;
mod retiring;
mod taking_changes;
