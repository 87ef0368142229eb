//! Pages: certificates, CPD records and training done elsewhere.

mod evidence;
mod handing_in;
mod own_certificates;
mod reissue;
