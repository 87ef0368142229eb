//! Written: certificates, CPD records and training done elsewhere.

pub mod certificate;
pub mod claim_evidence;
pub mod completions;
pub mod reflections;
pub mod training_claims;
