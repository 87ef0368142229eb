//! Files that are asked for by programs and on pages: rosters, calendars, certificates, the papers of requests, all that is held about a
//! person.

pub(in crate::web) mod attendance_reports;
pub(in crate::web) mod badges;
pub(in crate::web) mod calendar;
pub(in crate::web) mod certificate;
pub(in crate::web) mod commission_papers;
pub(in crate::web) mod cpd_record;
pub(in crate::web) mod evidence;
pub(in crate::web) mod evidence_pack;
pub(in crate::web) mod evidence_tables;
pub(in crate::web) mod handed_in;
pub(in crate::web) mod lines_to_mend;
pub(in crate::web) mod marks;
pub(in crate::web) mod own_data;
pub(in crate::web) mod own_data_tables;
pub(in crate::web) mod practitioners;
pub(in crate::web) mod reflections;
pub(in crate::web) mod reports;
pub(in crate::web) mod roster;
pub(in crate::web) mod short_notice;
mod stepwise;
pub(in crate::web) mod tables;
pub(in crate::web) mod trail;
