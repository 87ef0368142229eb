//! The API: people, their addresses and organisations.

pub mod auth;
pub mod me;
pub mod merging;
pub mod organisations;
pub mod own_data;
pub mod own_logins;
pub mod person;
pub mod registration;
pub mod second_factor;
pub mod sign_in_links;
