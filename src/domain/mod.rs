//! The rules of the field, pure: no clock, no database, no HTTP. Facts come in as plain values, decisions go out.

pub mod attendance;
pub mod certificates;
pub mod cpd;
pub mod crockford;
pub mod csv_cells;
pub mod ids;
pub mod input;
pub mod invites;
pub mod people;
pub mod recurrence;
pub mod references;
pub mod times;
pub mod words;
pub mod working_days;
