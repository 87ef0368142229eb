//! Verbs: what happened before, brought in.

pub mod import_all;
pub mod import_completions;
pub mod import_organisations;
pub mod import_people;
pub mod keep_file;
pub mod read_import;
pub mod tally;
