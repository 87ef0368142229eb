//! Written: training a team asks for.

pub mod commission;
pub mod invitations;
