//! The API: certificates, CPD records and training done elsewhere.

pub mod certificate;
pub mod claim_evidence;
pub mod cpd;
pub mod reissue;
pub mod training_claims;
