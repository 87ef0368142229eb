//! Joined rows, shaped for the page or answer that shows them.
pub mod attending;
pub mod audit;
pub mod bookings;
pub mod conditions;
pub mod courses;
pub mod facts;
pub mod memberships;
pub mod organisations;
pub mod outbox;
pub mod people;
pub mod person_views;
pub mod profile;
pub mod relations;
pub mod service;
pub mod session_rows;
pub mod sweeps;
