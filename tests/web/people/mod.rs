//! The API: people, their addresses and organisations.

mod merging;
mod person;
mod sign_in;
mod sign_up;
