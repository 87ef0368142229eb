//! Verbs: places taken, waited for, offered and given up.

pub mod access_needs;
pub mod add_walk_in;
pub mod answer_offer;
pub mod approve_booking;
pub mod ask_for_approval;
pub mod book_roster;
pub mod book_session;
pub mod calendar_invites;
pub mod cancel_booking;
pub mod change_state;
pub mod conditions;
pub mod declare;
pub mod end_booking;
pub mod escalate_approvals;
pub mod hold_place;
pub mod judge_eligibility;
pub mod keep_commission_list;
pub mod move_booking;
pub mod occupy_place;
pub mod open_booking;
pub mod reorder_waitlist;
pub mod substitute_booking;
pub mod waitlist;
pub mod waive_requirement;
