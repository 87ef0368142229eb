//! Verbs: action plans written, marked and reminded of.

pub mod mark_action;
pub mod remind_of_actions;
pub mod write_action_plan;
