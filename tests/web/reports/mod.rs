//! Reports: who did not come, evidence for an accreditation, an organisation's whole way.

mod complaints;
mod evidence;
mod excused;
mod organisation_way;
mod short_notice;
