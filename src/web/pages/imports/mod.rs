//! Pages: what happened before, brought in.

pub mod import_page;
