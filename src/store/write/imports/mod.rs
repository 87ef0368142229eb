//! Written: what happened before, brought in.

pub mod files;
pub mod history;
