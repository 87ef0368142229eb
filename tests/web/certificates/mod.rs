//! The API: certificates, CPD records and training done elsewhere.

mod certificate;
mod cpd;
mod evidence;
mod hostile_evidence;
mod keeping_evidence;
mod printable_names;
mod prior_learning;
mod reissue;
mod verify;
