//! The API: scheduled runs of courses and their dates.

pub mod joining;
pub mod messages;
pub mod series;
pub mod session;
pub mod session_requests;
pub mod settings;
pub mod talks;
