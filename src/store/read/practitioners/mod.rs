//! Who is trained and current in practice, who supports whom, and who asks for a practitioner.

pub mod asks;
pub mod practice_courses;
pub mod register;
pub mod supports;
