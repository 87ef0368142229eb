//! The pages, as a browser without script sees them: through the real router on both databases.

mod bookings;
mod catalogue;
mod certificates;
mod commissions;
mod imports;
mod mail;
mod people;
mod practice;
mod registers;
mod service;
mod sessions;
mod snapshots;
mod statements;
mod templates;
mod two_editors;
