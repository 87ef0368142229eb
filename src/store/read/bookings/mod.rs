//! Read: places taken, waited for, offered and given up.

pub mod access_needs;
pub mod booking;
pub mod conditions;
pub mod displaced;
pub mod hand_overs;
pub mod history;
pub mod on_demand;
pub mod own_bookings;
pub mod own_place;
pub mod rests_on;
pub mod sweeps;
pub mod team_dates;
