//! The lines of a file that brings in what happened before: split into cells and read, not yet looked up.

use chrono::NaiveDate;

use super::import_all::Lines;
use crate::domain::imports::{self, LineProblem, Sheet};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `name,email,organisation`.
    People,
    /// `name,kind,domain`.
    Organisations,
    /// `email,organisation,course,completed_on,source`.
    Completions,
}

/// Reads a file; nothing can have been completed after `today`.
///
/// # Errors
/// Every line that cannot be taken.
pub fn read_lines(kind: Kind, bytes: &[u8], today: NaiveDate) -> Result<Lines, Vec<LineProblem>> {
    let sheet = split(imports::decode(bytes).map_err(|problem| vec![problem])?)?;
    Ok(match kind {
        Kind::People => Lines::People(imports::people(&sheet)?),
        Kind::Organisations => Lines::Organisations(imports::organisations(&sheet)?),
        Kind::Completions => Lines::Completions(imports::completions(&sheet, today)?),
    })
}

fn split(text: &str) -> Result<Sheet, Vec<LineProblem>> {
    // Cells pasted from a spreadsheet are parted by tabs.
    let parted_by =
        if text.lines().next().is_some_and(|header| header.contains('\t')) { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(parted_by)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    for (at, record) in reader.records().enumerate() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            vec![LineProblem::new(line, format!("the line cannot be split into cells: {error}."))]
        })?;
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if at == 0 {
            sheet.header = cells;
        } else {
            sheet.lines.push((record.position().map_or(0, |position| line_of(text, position)), cells));
        }
    }
    Ok(sheet)
}

/// The line a record stands in: the reader's position is where it began to look, blank lines before the record
/// included.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    position.line() + blank.fold(0, |lines, byte| lines + u64::from(*byte == b'\n'))
}
