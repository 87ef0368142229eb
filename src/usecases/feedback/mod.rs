//! What people say of a course, at once and later, and what is shown of it.

pub mod agree_to_manager;
pub mod answer_impact;
pub(crate) mod answer_link;
pub mod ask_for_impact;
pub mod choose_quote;
pub mod edit_form;
pub mod give_feedback;
pub mod look_at_answers;
pub mod open_link;
pub mod take_back;
