//! Read: certificates, CPD records and training done elsewhere.

pub mod certificate;
pub mod certificate_list;
pub mod claim_evidence;
pub mod claimable;
pub mod cpd;
pub mod papers;
pub mod pieces;
pub mod reflections;
pub mod training_claims;
