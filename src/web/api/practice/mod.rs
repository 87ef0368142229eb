//! What people mean to do with a course.

pub mod action_plans;
