//! Pages: who is coming and who was there.

mod trainers;
