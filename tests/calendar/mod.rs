//! Calendar files are read back with the `ical` crate, which had no part in writing them.

mod feeds;
mod invites;
pub mod reading;
mod replies;
