//! Reports, and evidence for an accreditation.

pub mod evidence_packs;
pub mod short_notice;
