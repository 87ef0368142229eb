//! Pages: places taken, waited for, offered and given up.

mod booking;
mod going_on;
mod own_bookings;
