//! Files that are being brought in.

pub mod files;
