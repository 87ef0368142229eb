//! The API: people, their addresses and organisations.

mod addresses;
mod closing;
mod complaints;
mod erasing;
mod exporting;
mod merging;
mod merging_results;
mod person;
mod retention;
mod sign_in;
mod sign_up;
