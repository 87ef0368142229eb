//! Pages: who is coming and who was there.

mod terms;
mod trainers;
