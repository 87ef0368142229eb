//! Written: what happened before, brought in.

pub mod history;
