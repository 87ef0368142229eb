//! The API: the service itself.

mod trail;
mod trail_of_refusals;
