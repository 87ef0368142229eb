//! Practitioners: being listed, being supported, being asked for, and hearing in time that something lapses.

pub mod ask_for_practitioner;
pub mod be_listed;
pub mod support_practice;
pub mod tell_of_lapses;
