//! The API: who is coming and who was there.

pub mod attendance_imports;
mod badges;
mod check_ins;
mod costs;
mod date_lengths;
mod disputes;
mod ended_sets;
mod register_closing;
mod register_marks;
mod register_reopening;
mod rosters;
mod steps_done;
mod talks;
mod terms;
