//! Pages: who is coming and who was there.

pub mod attendance;
pub mod attendance_list;
mod attendance_parts;
pub mod bring_report;
pub mod check_in;
pub mod check_in_screen;
pub mod check_in_words;
pub mod date_length;
pub mod demo_reports;
pub mod disputes;
pub mod finishing;
pub mod make_ups;
pub mod manage_disputes;
pub mod register_exceptions;
pub mod report_facts;
pub mod review_report;
pub mod roster;
mod send_again;
pub mod talks;
pub mod terms;
pub mod walk_ins;
pub mod who_is_coming;
