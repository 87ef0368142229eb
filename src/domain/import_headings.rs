//! The line of somebody's file that names its columns: found among the first ones, whatever stands above it.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    import_columns::{Column, ImportKind, Remembered, known, plain},
    imports::{LineProblem, Sheet},
    tables::{DayNumbers, Row},
    words::Word,
};

/// How many lines may stand above the one that names the columns.
pub const LINES_LOOKED_AT: usize = 40;

/// The line that names the columns, and which column holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headings {
    /// The line it stands on.
    pub line: u64,
    /// The columns as the file calls them, without empty ones behind the last.
    pub names: Vec<String>,
    /// Where each known thing stands.
    pub columns: BTreeMap<Column, usize>,
    /// Things that two columns might hold: the first is taken unless somebody chooses.
    pub twice: Vec<(Column, usize)>,
}

impl Headings {
    /// Finds them among the first lines: the one with the most known headings; where none is known, the first with
    /// several cells and no address in it.
    #[must_use]
    pub fn find(kind: ImportKind, rows: &[Row], remembered: &Remembered) -> Option<Self> {
        let known_in =
            |row: &Row| row.cells.iter().filter(|cell| known(kind, cell, remembered).is_some()).count();
        let first = || rows.iter().take(LINES_LOOKED_AT).filter(|row| !row.is_blank());
        // Of two that know as many the first: `max_by_key` would give the last.
        let mut best: Option<(usize, &Row)> = None;
        for row in first() {
            let count = known_in(row);
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, row));
            }
        }
        let best = best.map(|(_, row)| row).or_else(|| {
            first().find(|row| row.filled() > 1 && !row.cells.iter().any(|cell| cell.contains('@')))
        })?;
        Some(Self::of(kind, best, remembered).with_addresses(kind, rows))
    }

    /// A column that holds nothing but addresses is told by them, whatever heads it.
    fn with_addresses(mut self, kind: ImportKind, rows: &[Row]) -> Self {
        if !kind.columns().contains(&Column::Email) || self.columns.contains_key(&Column::Email) {
            return self;
        }
        let below = || rows.iter().filter(|row| row.line > self.line);
        let holds_addresses = |at: &usize| {
            let mut cells =
                below().filter_map(|row| row.cells.get(*at)).filter(|cell| !cell.trim().is_empty());
            cells.clone().next().is_some() && cells.all(|cell| cell.contains('@'))
        };
        let mut columns = (0..self.names.len()).filter(holds_addresses);
        let only = columns.next().filter(|_| columns.next().is_none());
        if let Some(only) = only {
            self.columns.insert(Column::Email, only);
        }
        self
    }

    fn of(kind: ImportKind, row: &Row, remembered: &Remembered) -> Self {
        let width = row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let names: Vec<String> = row.cells[..width].iter().map(|cell| cell.trim().to_owned()).collect();
        let mut found = Self { line: row.line, names, ..Self::default() };
        for (at, name) in found.names.iter().enumerate() {
            let Some(column) = known(kind, name, remembered) else { continue };
            match found.columns.entry(column) {
                Entry::Vacant(free) => drop(free.insert(at)),
                Entry::Occupied(_) => found.twice.push((column, at)),
            }
        }
        found
    }

    /// The same with what somebody chose; `None` is "no column holds it".
    #[must_use]
    pub fn chosen(mut self, choices: &BTreeMap<Column, Option<usize>>) -> Self {
        for (column, at) in choices {
            match at.filter(|at| *at < self.names.len()) {
                Some(at) => self.columns.insert(*column, at),
                None => self.columns.remove(column),
            };
            self.twice.retain(|(twice, _)| twice != column);
        }
        self
    }

    /// What no column is known to hold though it is needed, in words; nothing when the file can be read.
    #[must_use]
    pub fn missing(&self, kind: ImportKind) -> Vec<String> {
        let there = |group: &&[Column]| group.iter().all(|column| self.columns.contains_key(column));
        let unmet = kind.needs().iter().filter(|groups| !groups.iter().any(there));
        let words =
            |group: &&[Column]| group.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(" and ");
        unmet.map(|groups| groups.iter().map(words).collect::<Vec<_>>().join(", or ")).collect()
    }

    /// The columns that nothing is read from.
    #[must_use]
    pub fn unused(&self) -> Vec<&str> {
        let used = |at: usize| self.columns.values().any(|used| *used == at);
        let names = self.names.iter().enumerate().filter(|(at, name)| !used(*at) && !name.is_empty());
        names.map(|(_, name)| name.as_str()).collect()
    }

    /// What is wrong with them for whoever cannot be asked: each as a problem of their line.
    #[must_use]
    pub fn problems(&self, kind: ImportKind) -> Vec<LineProblem> {
        let names = self.names.join(", ");
        let missing = self.missing(kind).into_iter().map(|what| {
            LineProblem::whole(
                self.line,
                format!("no column is known to hold {what}; the columns are: {names}."),
            )
        });
        let twice = self.twice.iter().map(|(column, at)| {
            let (first, second) = (&self.names[self.columns[column]], &self.names[*at]);
            let what = column.as_str();
            LineProblem::whole(
                self.line,
                format!("{first:?} and {second:?} could both hold {what}: name one of them otherwise."),
            )
        });
        missing.chain(twice).collect()
    }

    /// Whether a column tells where its number comes from, such as `URN`: that is a part of the number.
    fn scheme(&self, at: usize) -> String {
        match plain(&self.names[at]).as_str() {
            "urn" => "URN ".to_owned(),
            "ods" | "ods code" => "ODS ".to_owned(),
            _ => String::new(),
        }
    }

    /// The cells of a line that are read, in the order of the kind's columns; nothing for a blank line or one above.
    ///
    /// # Errors
    /// It has more cells than there are columns, or ends before one that is read.
    pub fn pick(&self, kind: ImportKind, row: &Row) -> Option<Result<Vec<String>, LineProblem>> {
        if row.line <= self.line || row.is_blank() {
            return None;
        }
        let (has, wanted) = (row.cells.len(), self.names.len());
        let too_long = row.cells.iter().skip(wanted).any(|cell| !cell.trim().is_empty());
        let too_short = !row.padded && self.columns.values().any(|at| *at >= has);
        if too_long || too_short {
            let what = format!("has {has} cells where the header has {wanted}.");
            return Some(Err(LineProblem::new(row.line, what).showing(&row.cells.join(", "))));
        }
        let cell = |column: &Column| {
            let at = self.columns.get(column).copied();
            let text = at.and_then(|at| row.cells.get(at)).map(|cell| cell.trim()).unwrap_or_default();
            match at {
                Some(at) if *column == Column::Number && !text.is_empty() => {
                    format!("{}{text}", self.scheme(at))
                }
                _ => text.to_owned(),
            }
        };
        Some(Ok(kind.columns().iter().map(cell).collect()))
    }

    /// A sheet of such lines, still without them.
    #[must_use]
    pub fn sheet(&self, kind: ImportKind, days: Option<DayNumbers>) -> Sheet {
        let called = |column: &Column| {
            let name = self.columns.get(column).map(|at| self.names[*at].clone());
            name.unwrap_or_else(|| column.as_str().to_owned())
        };
        Sheet { called: kind.columns().iter().map(called).collect(), days, ..Sheet::default() }
    }
}
