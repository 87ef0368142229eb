//! Tables that go out: one table, written as CSV or as a workbook (`.xlsx`).

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::domain::csv_cells::neutralise;

/// The type of a CSV file.
pub const CSV: &str = "text/csv; charset=utf-8";
/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Characters that one cell of a workbook holds.
const LONGEST_CELL: usize = 32_767;
/// How wide a column may grow by what stands in it, in pixels.
const WIDEST: u32 = 420;
/// A4 by its number in the format.
const A4: u8 = 9;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, whatever they begin with.
    Text(String),
    /// A number.
    Number(i32),
    /// A day.
    Day(NaiveDate),
    /// A moment, shown in UTC.
    Moment(DateTime<Utc>),
    /// Nothing.
    Empty,
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A day, if there is one.
    #[must_use]
    pub fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn in_csv(&self) -> String {
        match self {
            // A cell that a spreadsheet would evaluate is shown instead.
            Self::Text(words) => neutralise(words).into_owned(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(at) => at.to_rfc3339(),
            Self::Empty => String::new(),
        }
    }
}

/// A table with one line of headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the workbook and its sheet are called.
    pub title: String,
    /// The headings.
    pub head: Vec<String>,
    /// The lines; one may be shorter or longer than the headings.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The table as CSV in UTF-8, every cell in quotes.
    ///
    /// # Errors
    /// Only if memory fails.
    pub fn csv(&self) -> Result<Vec<u8>, String> {
        let quoted = csv::QuoteStyle::Always;
        let mut file = csv::WriterBuilder::new().quote_style(quoted).flexible(true).from_writer(Vec::new());
        let mut write = |cells: Vec<String>| file.write_record(cells).map_err(|why| why.to_string());
        write(self.head.iter().map(|name| neutralise(name).into_owned()).collect())?;
        for row in &self.rows {
            let missing = std::iter::repeat_n(String::new(), self.head.len().saturating_sub(row.len()));
            write(row.iter().map(Cell::in_csv).chain(missing).collect())?;
        }
        file.into_inner().map_err(|why| why.to_string())
    }

    /// The table as a workbook of one sheet: headings bold and held, days and moments as dates, words never as formulas.
    ///
    /// # Errors
    /// More lines or columns than a sheet has.
    pub fn workbook(&self, made_at: DateTime<Utc>) -> Result<Vec<u8>, String> {
        self.written(made_at).map_err(|why| why.to_string())
    }

    fn written(&self, made_at: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let made = excel_time(made_at.naive_utc())?;
        book.set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&made));
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_align(FormatAlign::Top);
        for (column, name) in (0..).zip(&self.head) {
            let moments =
                self.rows.iter().any(|row| matches!(row.get(usize::from(column)), Some(Cell::Moment(_))));
            let name = if moments { format!("{name} (UTC)") } else { name.clone() };
            sheet.write_string_with_format(0, column, bounded(&name), &bold)?;
        }
        let (day, moment) =
            (Format::new().set_num_format("dd/mm/yyyy"), Format::new().set_num_format("dd/mm/yyyy hh:mm:ss"));
        for (line, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                write_cell(sheet, (line, column), cell, (&day, &moment))?;
            }
        }
        let last = u16::try_from(self.head.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let lines = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        if lines > 0 {
            sheet.autofilter(0, 0, lines, last)?;
        }
        sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_autofit_max_width(WIDEST).autofit();
        book.save_to_buffer()
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    (day, moment): (&Format, &Format),
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(words) => sheet.write_string(line, column, bounded(words))?,
        Cell::Number(number) => sheet.write_number(line, column, *number)?,
        Cell::Day(on) => {
            match excel_time(on.and_time(NaiveTime::MIN)) {
                Ok(at) => sheet.write_datetime_with_format(line, column, &at, day)?,
                // A day before 1900 is none that a workbook can count.
                Err(_) => sheet.write_string(line, column, on.to_string())?,
            }
        }
        Cell::Moment(at) => {
            let at = excel_time(at.naive_utc())?;
            sheet.write_datetime_with_format(line, column, &at, moment)?
        }
        Cell::Empty => return Ok(()),
    };
    Ok(())
}

/// As much of the words as a cell holds.
fn bounded(words: &str) -> String {
    words.chars().take(LONGEST_CELL).collect()
}

/// A sheet's name holds 31 characters, and not all of them.
fn sheet_name(title: &str) -> String {
    let name: String = title.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).take(31).collect();
    if name.trim().is_empty() { "Table".to_owned() } else { name }
}

fn excel_time(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let day = ExcelDateTime::from_ymd(year, part(at.month()), part(at.day()))?;
    let second = f64::from(at.second());
    day.and_hms(u16::from(part(at.hour())), part(at.minute()), second)
}
