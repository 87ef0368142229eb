//! Practitioners.

pub mod practitioner_view;
pub mod register;
