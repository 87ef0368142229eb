//! The API, through the real router on both databases.

mod sign_in;
