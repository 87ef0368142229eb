//! Bringing in what happened before: a file is sent, its columns are told apart where they are not known, what would
//! happen is seen, and one press takes it.

pub mod import_columns;
pub mod import_list;
pub mod import_page;
pub mod import_preview;
mod kept_list;
