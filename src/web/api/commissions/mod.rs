//! The API: training a team asks for.

pub mod commission;
pub mod commission_papers;
pub mod commission_people;
pub mod commission_steps;
pub mod invitations;
