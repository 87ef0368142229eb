//! Read: who is coming and who was there.

pub mod attendance_imports;
pub mod check_ins;
pub mod closing_facts;
pub mod register;
pub mod register_answers;
pub mod rosters;
pub mod steps;
pub mod unfinished;
