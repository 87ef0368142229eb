//! The API: scheduled runs of courses and their dates.

mod changes;
mod joining;
mod messages;
mod moved_dates;
mod session;
mod trainers;
mod trainers_places;
