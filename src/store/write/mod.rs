//! Changes, one file a table family; each takes the [`WriteTx`](super::WriteTx) it belongs to.

pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod commissions;
pub mod feedback;
pub mod imports;
pub mod mail;
pub mod people;
pub mod practice;
pub mod practitioners;
pub mod registers;
pub mod reports;
pub mod service;
pub mod sessions;
