//! Verbs: who is coming and who was there.

pub mod apply_report;
pub mod ask_for_register;
pub mod bring_from_zoom;
pub mod bring_report;
pub mod bring_terms;
pub mod check_in;
pub mod check_in_codes;
pub mod close_register;
pub mod conclude_booking;
pub mod correct_length;
pub mod dispute_result;
pub mod finish_on_demand;
pub mod hold_register;
pub mod keep_attended;
pub mod make_up_date;
pub mod mark_arrivals;
pub mod mark_talks;
pub mod record_attendance;
pub mod reopen_register;
pub mod tell_result;
pub mod train_organisations;
pub mod undo_marks;
