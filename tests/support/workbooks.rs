//! Workbooks that were answered, read back.

use std::io::Cursor;

use calamine::{Reader, Xlsx};

/// The type that an answer with a workbook has.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The first sheet as lines of text; days as the program that reads it counts them.
pub fn lines_of(file: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file)).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("that can be read");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}
