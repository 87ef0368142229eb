//! What people say of a course, at once and later.

pub mod afterwards;
pub mod by_link;
pub mod course_day;
pub mod edit_questions;
pub mod impact_by_link;
pub mod impact_form;
pub mod impact_off;
pub mod link_over;
pub mod own_feedback;
pub mod own_impact;
pub mod question_fields;
pub mod quotes;
pub mod session_feedback;
