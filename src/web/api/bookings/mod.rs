//! The API: places taken, waited for, offered and given up.

pub mod access_needs;
pub mod attending;
pub mod booking;
pub mod booking_changes;
pub mod hand_overs;
pub mod on_demand;
pub mod waitlists;
