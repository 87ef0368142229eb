//! Written: who is coming and who was there.

pub mod attendance_imports;
pub mod attendance_steps;
pub mod check_ins;
pub mod disputes;
pub mod make_ups;
pub mod on_demand;
pub mod register;
