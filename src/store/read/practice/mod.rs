//! What people mean to do with a course, and what became of it.

pub mod action_plans;
pub mod due_actions;
pub mod shared_plans;
