//! The rules of the field, pure: no clock, no database, no HTTP. Facts come in as plain values, decisions go out.

pub mod certificates;
pub mod ids;
pub mod invites;
pub mod words;
