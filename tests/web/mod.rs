//! The API, through the real router on both databases.

mod answer_headers;
mod auditing;
mod bad_input;
mod bookings;
mod catalogue;
mod certificates;
mod commissions;
mod events;
mod heads;
mod matrix;
mod openapi;
mod openapi_forms;
mod people;
mod registers;
mod request_boundaries;
mod sessions;
pub mod world;
