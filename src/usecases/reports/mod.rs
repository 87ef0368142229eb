//! Reports that are counted, sent and kept.

pub mod count_absences;
pub mod evidence_figures;
pub mod make_evidence_pack;
pub mod note_complaint;
pub mod send_short_notice;
