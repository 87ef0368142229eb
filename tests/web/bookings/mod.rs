//! The API: places taken, waited for, offered and given up.

mod access_needs;
mod booking;
mod calendars;
mod costs;
mod hand_overs;
mod held_places;
pub mod on_demand;
mod resting;
mod waitlists;
mod waivers;
