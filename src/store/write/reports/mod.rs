//! What reports keep: refused attempts, packs of evidence, and complaints noted with sessions.

pub mod evidence_packs;
pub mod refused_attempts;
pub mod session_complaints;
