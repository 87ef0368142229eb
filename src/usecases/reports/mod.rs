//! Figures: how many, of whom, where they stop; and what is sent and kept of them.

pub mod count_absences;
pub mod evidence_figures;
pub mod figures;
pub mod follow_down;
pub(crate) mod kept_means;
pub mod make_evidence_pack;
pub mod note_complaint;
pub mod note_refusal;
pub mod read_blocked;
pub mod read_demand;
pub mod read_flow;
pub mod read_organisations;
pub mod read_uptake;
pub mod read_waiting;
pub mod send_short_notice;
