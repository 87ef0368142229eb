//! Written: what figures tell that no booking tells.

pub mod refused_attempts;
