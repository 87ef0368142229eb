//! Written: scheduled runs of courses and their dates.

pub mod session;
