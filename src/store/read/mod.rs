//! Joined rows, shaped for the page or answer that shows them.

pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod commissions;
pub mod facts;
pub mod feedback;
pub mod imports;
pub mod mail;
pub mod people;
pub mod practice;
pub mod practitioners;
pub mod registers;
pub mod reports;
pub mod revised;
pub mod service;
pub mod sessions;
pub mod spelled_out;
