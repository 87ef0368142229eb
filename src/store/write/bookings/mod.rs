//! Written: places taken, waited for, offered and given up.

pub mod access_needs;
pub mod booking;
pub mod hand_overs;
pub mod history;
pub mod invites;
pub mod kept_places;
pub mod waiting;
pub mod waivers;
