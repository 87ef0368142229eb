//! Numbers: how many, of whom, where they stop; and what is sent and handed in from them.

mod asked;
pub mod behind;
pub mod blocked;
pub mod complaints;
pub mod demand;
pub mod evidence;
pub mod front;
pub mod ladder_flow;
pub mod organisation_way;
pub mod organisations;
mod picture;
pub mod report;
pub mod short_notice;
pub mod short_notice_letter;
pub mod uptake;
pub mod waiting;
