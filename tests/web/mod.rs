//! The API, through the real router on both databases.

mod access_needs;
mod bad_input;
mod bookings;
mod catalogue_changes;
mod catalogue_courses;
mod catalogue_ladders;
mod catalogue_sessions;
mod certificates;
mod cpd;
mod disputes;
mod held_places;
mod matrix;
mod merging;
mod openapi;
mod people;
mod register_closing;
mod register_marks;
mod register_reopening;
mod registering;
mod rosters;
mod sign_in;
mod training_claims;
mod verify;
mod waitlists;
mod waivers;
pub mod world;
