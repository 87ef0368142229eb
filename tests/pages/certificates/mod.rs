//! Pages: certificates, CPD records and training done elsewhere.

mod own_certificates;
mod reissue;
