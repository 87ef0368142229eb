//! Places booked on the condition of an earlier booking.

pub mod act_on_failed;
pub mod follow;
pub mod in_doubt;
pub mod review;
