//! Pages: certificates, CPD records and training done elsewhere.

mod evidence_facts;
pub mod hand_in;
pub mod hand_in_facts;
pub mod manage_certificates;
pub mod manage_prior_learning;
pub mod my_certificates;
pub mod my_claim;
pub mod my_training;
pub mod pick_training;
pub mod reflection;
mod reflection_facts;
pub mod reissue;
pub mod verify;
