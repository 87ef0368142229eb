//! Verbs: scheduled runs of courses and their dates.

pub mod cancel_session;
pub mod change_sessions;
pub mod collisions;
pub mod copy_sessions;
pub mod create_series;
pub mod create_session;
pub mod difference;
pub mod edit_session;
pub mod follow_zoom;
pub mod invite_network;
pub mod keep_terms;
pub mod publish_session;
pub mod send_joining;
pub mod session_terms;
pub mod settle_session;
pub mod take_off_trainer;
pub mod tell_approvers;
pub mod tell_of_change;
pub mod tell_trainers;
pub mod tell_waiting;
pub mod tell_zoom;
pub mod trainer_addresses;
pub mod trainer_calendar;
pub mod trainer_letters;
pub mod write_to_session;
pub mod zoom_ways;
