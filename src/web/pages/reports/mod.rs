//! Reports: what came of it all, counted, with what is sent and handed in from it.

pub mod complaints;
pub mod evidence;
pub mod organisation_way;
pub mod short_notice;
pub mod short_notice_letter;
