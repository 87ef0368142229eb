//! The API: figures.

mod counted_again;
mod organisations;
mod refusals;
mod seen_by;
