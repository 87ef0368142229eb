//! Verbs: certificates, CPD records and training done elsewhere.

pub mod claim_prior_learning;
pub mod decide_prior_learning;
pub mod issue_certificate;
pub mod keep_evidence;
pub(crate) mod put_printable_name;
pub mod reissue_certificate;
pub mod revoke_certificate;
pub mod tidy_evidence;
pub mod write_reflection;
