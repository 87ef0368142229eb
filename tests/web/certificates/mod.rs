//! The API: certificates, CPD records and training done elsewhere.

mod certificate;
mod cpd;
mod printable_names;
mod prior_learning;
mod reissue;
mod verify;
