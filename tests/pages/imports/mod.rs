//! Lists that are brought in: sent, told apart, looked at, taken, and mended.

mod bringing_in;
