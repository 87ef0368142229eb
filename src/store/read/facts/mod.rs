//! The facts that rules judge.

pub mod audiences;
pub mod course_facts;
pub mod people_facts;
pub mod place_facts;
mod place_question;
pub mod session_facts;
pub mod targets;
