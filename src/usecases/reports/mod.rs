//! Figures: how many, of whom, and where they stop.

pub mod figures;
pub mod follow_down;
pub mod note_refusal;
pub mod read_blocked;
pub mod read_demand;
pub mod read_flow;
pub mod read_organisations;
pub mod read_uptake;
pub mod read_waiting;
