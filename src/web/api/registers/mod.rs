//! The API: who is coming and who was there.

pub mod attendance_imports;
pub mod badges;
pub mod check_ins;
pub mod date_lengths;
pub mod disputes;
pub mod make_ups;
pub mod register;
pub mod terms;
