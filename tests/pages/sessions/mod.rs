//! Pages: scheduled runs of courses and their dates.

mod drafts;
mod keeping_sessions;
