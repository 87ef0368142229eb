//! Pages: scheduled runs of courses and their dates.

mod changing_several;
mod copying;
mod drafts;
mod keeping_sessions;
