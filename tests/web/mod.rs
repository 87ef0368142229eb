//! The API, through the real router on both databases.

mod catalogue_changes;
mod bookings;
mod catalogue_courses;
mod catalogue_ladders;
mod catalogue_sessions;
mod people;
mod registering;
mod sign_in;
