//! Read: places taken, waited for, offered and given up.

pub mod access_needs;
pub mod booking;
pub mod conditions;
pub mod history;
pub mod own_bookings;
pub mod own_place;
pub mod sweeps;
pub mod team_dates;
