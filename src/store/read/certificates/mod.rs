//! Read: certificates, CPD records and training done elsewhere.

pub mod certificate;
pub mod certificate_list;
pub mod cpd;
pub mod papers;
pub mod training_claims;
