//! The pages, as a browser without script sees them: through the real router on both databases.

mod signing_in;
mod statements;
mod system;
mod trainers;
