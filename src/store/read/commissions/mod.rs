//! Read: training a team asks for.

pub mod commission;
pub mod commission_desk;
pub mod commission_people;
pub mod groups;
pub mod invitations;
pub mod outcomes;
pub mod proposals;
