//! Reports: what is counted, and what it is counted from.

pub mod absences;
pub mod evidence;
pub mod evidence_packs;
pub mod organisation_way;
pub mod session_complaints;
