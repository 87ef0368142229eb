//! Pages: what people mean to do with a course.

mod action_plan;
