//! The API: people, their addresses and organisations.

mod addresses;
mod closing;
mod complaints;
mod erasing;
mod exporting;
mod logins;
mod merging;
mod merging_results;
mod own_logins;
mod person;
mod retention;
mod searching;
mod second_factor;
mod sign_in;
mod sign_up;
mod strangers;
