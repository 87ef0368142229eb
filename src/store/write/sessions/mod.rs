//! Written: scheduled runs of courses and their dates.

pub mod kept_terms;
pub mod session;
pub mod session_messages;
pub mod talks;
pub mod trainer_invites;
pub mod zoom;
