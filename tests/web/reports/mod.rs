//! The API: figures, who did not come, evidence for an accreditation, an organisation's whole way.

mod complaints;
mod counted_again;
mod evidence;
mod excused;
mod organisation_way;
mod organisations;
mod refusals;
mod seen_by;
mod short_notice;
