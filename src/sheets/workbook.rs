//! Workbooks, `.xlsx` and `.ods`: the first sheet that is in view and has something on it, each cell as people see it.

use std::{
    collections::BTreeMap,
    io::{BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xlsx};

use super::{
    Lines,
    bounds::{Inside, Refused, inside},
    unreadable,
};
use crate::domain::{
    imports::LineProblem,
    tables::{DayNumbers, Format, NO_RESULT, Row},
};

/// Columns beyond this one are not looked at.
const MOST_COLUMNS: u32 = 2_000;

pub(super) fn read<F: Read + Seek>(file: &mut F, lines: Lines<'_>) -> Result<Format, LineProblem> {
    let kind = inside(file).map_err(|why| match why {
        Refused::TooLarge => LineProblem::whole(
            1,
            "the workbook unpacks to more than is bearable: save the one sheet that matters as CSV, and bring that.",
        ),
        Refused::Broken => broken(),
    })?;
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    match kind {
        Inside::Xlsx => read_xlsx(file, lines),
        Inside::Ods => read_ods(file, lines),
        Inside::Neither => Err(LineProblem::whole(
            1,
            "this archive is no workbook we can read: save the list as .xlsx, .ods or CSV, and bring that.",
        )),
    }
}

fn broken() -> LineProblem {
    LineProblem::whole(
        1,
        "the workbook is broken, or has a password: open it, save it again, and bring that.",
    )
}

fn read_xlsx<F: Read + Seek>(file: &mut F, lines: Lines<'_>) -> Result<Format, LineProblem> {
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(file)).map_err(|_| broken())?;
    let days = if book.has_1904_epoch() { DayNumbers::From1904 } else { DayNumbers::From1900 };
    let sheets: Vec<String> = in_view(book.sheets_metadata());
    for (at, name) in sheets.iter().enumerate() {
        let mut cells = book.worksheet_cells_reader(name).map_err(|_| broken())?;
        let mut row = Gathered::default();
        let (mut any, mut without_result) = (false, 0);
        let mut going = ControlFlow::Continue(());
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| broken())? {
            let (line, column) = cell.pos;
            if row.is_before(line) {
                going = row.give(lines);
                if going.is_break() {
                    break;
                }
            }
            let text = match (&cell.value, cell.formula.is_some()) {
                (value, true) if of_ref(value).is_empty() => {
                    without_result += 1;
                    NO_RESULT.to_owned()
                }
                (value, _) => of_ref(value),
            };
            any |= !text.is_empty();
            row.put(line, column, text);
        }
        if going.is_continue() {
            let _ = row.give(lines);
        }
        if any || at + 1 == sheets.len() {
            return Ok(format("An Excel workbook (.xlsx)", name, sheets.len(), days, without_result));
        }
    }
    Err(nothing())
}

fn read_ods<F: Read + Seek>(file: &mut F, lines: Lines<'_>) -> Result<Format, LineProblem> {
    let mut book: Ods<_> = Ods::new(BufReader::new(file)).map_err(|_| broken())?;
    let sheets = in_view(book.sheets_metadata());
    for name in &sheets {
        let range = book.worksheet_range(name).map_err(|_| broken())?;
        let Some((first_row, first_column)) = range.start() else { continue };
        for (at, cells) in range.rows().enumerate() {
            let mut row = Gathered::default();
            let line = first_row.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            for (column, cell) in cells.iter().enumerate() {
                let text = of_data(cell);
                if !text.is_empty() {
                    let column = first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
                    row.put(line, column, text);
                }
            }
            if row.give(lines).is_break() {
                break;
            }
        }
        return Ok(format("An OpenDocument workbook (.ods)", name, sheets.len(), DayNumbers::From1900, 0));
    }
    Err(nothing())
}

fn nothing() -> LineProblem {
    LineProblem::whole(1, "there is nothing on any sheet of the workbook.")
}

/// The names of the sheets people see.
fn in_view(sheets: &[Sheet]) -> Vec<String> {
    let seen = |sheet: &&Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    sheets.iter().filter(seen).map(|sheet| sheet.name.clone()).collect()
}

fn format(what: &str, sheet: &str, sheets: usize, days: DayNumbers, without_result: usize) -> Format {
    let mut notes = Vec::new();
    if sheets > 1 {
        let others = sheets - 1;
        let more = if others == 1 {
            "The other sheet is".to_owned()
        } else {
            format!("The other {others} sheets are")
        };
        notes.push(format!("{more} not read."));
    }
    if without_result > 0 {
        notes.push(format!(
            "{without_result} cells are formulas whose results are not in the file: open it in a spreadsheet program \
             and save it there, or those cells cannot be taken."
        ));
    }
    if days == DayNumbers::From1904 {
        notes.push("Days are counted from 1904, as old programs for the Mac do.".to_owned());
    }
    Format { said: format!("{what}, its sheet “{sheet}”"), days: Some(days), notes }
}

/// The cells of one line, as they come.
#[derive(Default)]
struct Gathered {
    line: Option<u32>,
    cells: BTreeMap<u32, String>,
}

impl Gathered {
    /// Whether the line so far ends before this one begins.
    fn is_before(&self, line: u32) -> bool {
        self.line.is_some_and(|own| own != line)
    }

    fn put(&mut self, line: u32, column: u32, text: String) {
        if column < MOST_COLUMNS {
            self.line = Some(line);
            self.cells.insert(column, text);
        }
    }

    fn give(&mut self, lines: Lines<'_>) -> ControlFlow<()> {
        let Some(line) = self.line.take() else { return ControlFlow::Continue(()) };
        let width = self.cells.last_key_value().map_or(0, |(last, _)| last + 1);
        let cells = (0..width).map(|column| self.cells.remove(&column).unwrap_or_default()).collect();
        self.cells.clear();
        lines(Row { line: u64::from(line) + 1, cells, padded: true })
    }
}

fn of_ref(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::DateTime(when) => of_day(when),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => said(*yes),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn of_data(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::DateTime(when) => of_day(when),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => said(*yes),
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn said(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// A day as `2024-04-03`, with its time of day where it has one; lengths of time as the number they are.
fn of_day(when: &ExcelDateTime) -> String {
    if when.is_duration() {
        return when.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
