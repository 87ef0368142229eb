//! The cells of a file as lines that can be brought in: read, not yet looked up.

use chrono::NaiveDate;

use super::import_all::Lines;
use crate::domain::{
    import_columns::ImportKind,
    imports::{self, LineProblem, Read, Sheet},
};

/// Reads the cells; nothing can have been completed after `today`. With the lines that can be taken come the problems
/// of those that cannot.
#[must_use]
pub fn read_lines(kind: ImportKind, sheet: &Sheet, today: NaiveDate) -> (Lines, Vec<LineProblem>) {
    match kind {
        ImportKind::People => {
            let Read { lines, problems } = imports::people(sheet);
            (Lines::People(lines), problems)
        }
        ImportKind::Organisations => {
            let Read { lines, problems } = imports::organisations(sheet);
            (Lines::Organisations(lines), problems)
        }
        ImportKind::Completions => {
            let Read { lines, problems } = imports::completions(sheet, today);
            (Lines::Completions(lines), problems)
        }
    }
}
