//! Pages: scheduled runs of courses and their dates.

pub mod cancel_session;
pub mod change_dates;
pub mod change_dates_preview;
pub mod confirm_change;
pub mod copy_dates;
pub mod date_words;
pub mod drafts;
pub mod edit_session;
pub mod joining;
pub mod known_session;
pub mod manage_session;
pub mod manage_sessions;
pub mod manage_waivers;
pub mod messages;
pub mod series;
pub mod session;
pub mod session_date_rows;
pub mod session_desk;
pub mod session_form;
pub mod session_people;
pub mod session_words;
pub mod structured_data;
pub mod talks;
pub mod trained_sessions;
pub mod trainers_follow;
pub mod waivers;
