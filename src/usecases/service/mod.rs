//! Verbs: the service itself.

pub mod audit;
pub mod edit_site;
pub mod keep_trail;
pub mod keyring;
pub mod sightings;
pub mod site_face;
