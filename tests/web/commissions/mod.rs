//! The API: training a team asks for.

mod cohorts;
mod commission;
mod commission_groups;
mod commission_limits;
mod relations;
