//! What people say against the use of their data.

/// The longest complaint and the longest answer, in characters.
pub const LONGEST: usize = 4_000;
