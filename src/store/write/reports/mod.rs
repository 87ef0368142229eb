//! What reports keep: packs of evidence, and complaints noted with sessions.

pub mod evidence_packs;
pub mod session_complaints;
