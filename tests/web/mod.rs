//! The API, through the real router on both databases.

mod answer_headers;
mod auditing;
mod bad_input;
pub mod bookings;
mod catalogue;
mod certificates;
mod client_addresses;
mod commissions;
mod events;
mod heads;
mod large_forms;
mod limits;
mod matrix;
mod openapi;
mod openapi_forms;
mod people;
mod registers;
mod request_boundaries;
mod service;
mod sessions;
mod slow_requests;
mod standpoints;
mod transport_security;
pub mod world;
mod world_addresses;
