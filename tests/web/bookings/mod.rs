//! The API: places taken, waited for, offered and given up.

mod access_needs;
mod booking;
mod calendars;
mod held_places;
mod waitlists;
mod waivers;
