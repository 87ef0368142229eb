//! Who is trained and current in practice, who supports whom, and who asks for a practitioner.

mod about;
pub mod asks;
pub mod overview;
pub mod practice_courses;
pub mod register;
pub mod standing;
pub mod supports;
