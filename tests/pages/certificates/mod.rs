//! Pages: certificates, CPD records and training done elsewhere.

mod evidence;
mod own_certificates;
mod reissue;
