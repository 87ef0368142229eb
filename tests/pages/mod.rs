//! The pages, as a browser without script sees them: through the real router on both databases.

mod booking;
mod own_bookings;
mod own_certificates;
mod own_ladder;
mod signing_in;
mod statements;
mod system;
mod trainers;
