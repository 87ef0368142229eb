//! Files that are asked for by programs and on pages: rosters, calendars, certificates, the papers of requests.

pub(in crate::web) mod calendar;
pub(in crate::web) mod certificate;
pub(in crate::web) mod commission_papers;
pub(in crate::web) mod roster;
pub(in crate::web) mod trail;
