//! Pages: places taken, waited for, offered and given up.

mod booking;
mod going_on;
mod on_demand;
mod own_bookings;
