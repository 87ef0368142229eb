//! What people say of a course, at once and later.

pub mod answers;
pub mod forms;
pub mod impact;
pub mod session_feedback;
