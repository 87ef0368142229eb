//! A file that brings something in: its headings found among the first lines, then of every line the cells that count.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
    ops::ControlFlow,
};

use crate::domain::{
    import_columns::{Choices, Column, ImportKind, Remembered, is_open},
    import_headings::{Headings, LINES_LOOKED_AT},
    imports::{LineProblem, MOST_LINES, Sheet},
    tables::{Format, Row},
};

/// Lines that are shown of it.
const SHOWN: usize = 5;

/// What a file holds.
#[derive(Debug)]
pub struct List {
    /// What it turned out to be.
    pub format: Format,
    /// The line that names the columns, and which holds what.
    pub headings: Headings,
    /// The first lines below it, whole.
    pub first: Vec<Row>,
    /// How many lines each authority has, where a column names one.
    pub authorities: BTreeMap<String, usize>,
    /// The cells that count, of the lines that were chosen.
    pub sheet: Sheet,
    /// Lines that were not chosen: of another authority, or closed.
    pub passed_over: usize,
}

/// Reads it with what is known of headings, and what somebody chose.
///
/// # Errors
/// It cannot be read, or no line of it names columns.
pub fn read<F: Read + Seek>(
    file: &mut F,
    kind: ImportKind,
    remembered: &Remembered,
    choices: &Choices,
) -> Result<List, LineProblem> {
    let mut reading = Reading {
        kind,
        choices,
        above: Vec::new(),
        headings: None,
        first: Vec::new(),
        authorities: BTreeMap::new(),
        sheet: Sheet::default(),
        passed_over: 0,
    };
    let format = super::read(file, &mut |row| {
        if reading.headings.is_some() {
            return reading.take(&row);
        }
        reading.above.push(row);
        if reading.above.len() < LINES_LOOKED_AT {
            ControlFlow::Continue(())
        } else {
            reading.begin(remembered)
        }
    })?;
    if reading.headings.is_none() {
        let _ = reading.begin(remembered);
    }
    let Reading { headings, first, authorities, mut sheet, passed_over, .. } = reading;
    let Some(headings) = headings else {
        let why = "no line names columns. Put a line above the others that says what each holds, such as: name, email.";
        return Err(LineProblem::whole(1, why));
    };
    sheet = Sheet { lines: sheet.lines, problems: sheet.problems, ..headings.sheet(kind, format.days) };
    if sheet.lines.len() > MOST_LINES {
        let why = format!("the file has more than {MOST_LINES} lines: bring it in in parts.");
        return Err(LineProblem::whole(1, why));
    }
    Ok(List { format, headings, first, authorities, sheet, passed_over })
}

struct Reading<'c> {
    kind: ImportKind,
    choices: &'c Choices,
    /// Lines that wait until it is known which of them names the columns.
    above: Vec<Row>,
    headings: Option<Headings>,
    first: Vec<Row>,
    authorities: BTreeMap<String, usize>,
    sheet: Sheet,
    passed_over: usize,
}

impl Reading<'_> {
    fn begin(&mut self, remembered: &Remembered) -> ControlFlow<()> {
        let waiting = std::mem::take(&mut self.above);
        let found = Headings::find(self.kind, &waiting, remembered);
        self.headings = found.map(|found| found.chosen(&self.choices.columns));
        if self.headings.is_none() {
            return ControlFlow::Break(());
        }
        for row in &waiting {
            self.take(row)?;
        }
        ControlFlow::Continue(())
    }

    fn take(&mut self, row: &Row) -> ControlFlow<()> {
        let Some(headings) = &self.headings else { return ControlFlow::Break(()) };
        let Some(picked) = headings.pick(self.kind, row) else { return ControlFlow::Continue(()) };
        if self.first.len() < SHOWN {
            self.first.push(row.clone());
        }
        match picked {
            Ok(cells) if self.is_chosen(&cells) => self.sheet.lines.push((row.line, cells)),
            Ok(_) => self.passed_over += 1,
            Err(problem) => self.sheet.problems.push(problem),
        }
        if self.sheet.lines.len() > MOST_LINES { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn is_chosen(&mut self, cells: &[String]) -> bool {
        let cell = |wanted: Column| {
            let at = self.kind.columns().iter().position(|column| *column == wanted);
            at.and_then(|at| cells.get(at)).filter(|text| !text.is_empty())
        };
        let (authority, status) = (cell(Column::Authority), cell(Column::Status));
        if let Some(authority) = authority {
            *self.authorities.entry(authority.clone()).or_default() += 1;
        }
        let of_theirs = self.choices.authority.as_ref().is_none_or(|wanted| authority == Some(wanted));
        let open = self.choices.closed_too || status.is_none_or(|status| is_open(status));
        of_theirs && open
    }
}
