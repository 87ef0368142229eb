//! The API: people, their addresses and organisations.

mod addresses;
mod closing;
mod merging;
mod merging_results;
mod own_logins;
mod person;
mod sign_in;
mod sign_up;
