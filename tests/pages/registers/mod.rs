//! Pages: who is coming and who was there.

mod check_ins;
mod large_sessions;
mod reports;
mod terms;
mod trainers;
