//! What people mean to do with a course, and who sees it.

pub mod action_plan;
pub mod plan_facts;
pub mod plan_form;
pub mod shared_plans;
