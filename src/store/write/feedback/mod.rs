//! Written: what is asked after a course, what was answered, and what is shown of it.

pub mod answer_links;
pub mod erasing;
pub mod given;
pub mod impacts;
pub mod merging;
pub mod questions;
pub mod quotes;
pub mod session_feedback;
