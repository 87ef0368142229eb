//! The pages.

#![expect(clippy::missing_errors_doc, reason = "every handler answers the problems of web::problems")]

pub mod bookings;
pub mod catalogue;
pub mod certificates;
pub mod commissions;
pub mod feedback;
pub mod form_parts;
pub mod imports;
pub mod mail;
pub mod people;
pub mod practice;
pub mod practitioners;
pub mod registers;
pub mod reports;
pub mod service;
pub mod sessions;
pub mod wording;
