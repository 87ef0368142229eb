//! Pages: places taken, waited for, offered and given up.

mod booking;
mod own_bookings;
