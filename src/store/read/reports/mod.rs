//! What is counted and what it is counted from, and the lists beside it.

pub mod absences;
pub mod behind;
pub mod blocked;
pub mod evidence;
pub mod evidence_packs;
pub mod facts;
pub mod organisation_way;
pub mod organisation_ways;
pub mod session_complaints;
pub mod wanted;
