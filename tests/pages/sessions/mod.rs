//! Pages: scheduled runs of courses and their dates.

mod keeping_sessions;
