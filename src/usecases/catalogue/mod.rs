//! Verbs: ladders, courses and what they ask for.

pub mod add_kinds;
pub mod begin_from_draft;
pub mod copy_course;
pub mod course_terms;
pub mod create_course;
pub mod edit_course;
pub mod edit_ladder;
pub mod edit_on_demand;
pub mod publish_course;
pub mod retire_course;
