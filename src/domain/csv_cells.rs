//! Cells of CSV files that a spreadsheet would take for a formula (CSV injection).

use std::borrow::Cow;

/// What makes a spreadsheet evaluate a cell instead of showing it.
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The cell as it may go out: one that a spreadsheet would evaluate gets an apostrophe in front, so that it is shown.
#[must_use]
pub fn neutralise(cell: &str) -> Cow<'_, str> {
    if looks_like_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Whether a cell that came in starts like a formula. Spaces in front do not hide it: some spreadsheets drop them.
#[must_use]
pub fn looks_like_formula(cell: &str) -> bool {
    cell.trim_start_matches([' ', '\u{A0}', '\n']).starts_with(STARTS)
}
