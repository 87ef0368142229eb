//! A page of figures: what it says, a picture, the table behind it, and where it can be taken away.

use serde::Serialize;

use super::picture::Picture;
use crate::web::{
    forms::{Field, Form},
    page_facts::{Link, PageFacts, TakeAway},
};

/// The facts of `reports/report`.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::web) struct ReportFacts {
    /// The answer in a sentence.
    pub(super) lede: String,
    /// The figures that matter most.
    pub(super) figures: Vec<Shown>,
    pub(super) picture: Option<Picture>,
    pub(super) table: Option<Table>,
    /// What is said where there is nothing.
    pub(super) empty: Option<String>,
    /// How it is counted.
    pub(super) notes: Vec<String>,
    /// Where to go on.
    pub(super) links: Vec<Link>,
    pub(super) file: Option<TakeAway>,
    /// Whether the form stands on it that chooses what is counted.
    pub(super) narrow: bool,
    /// Whether its drawer stands open.
    pub(super) open: bool,
}

/// A figure with where it leads.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Shown {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) address: Option<String>,
}

/// A table of figures.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Table {
    pub(super) caption: String,
    pub(super) head: Vec<Head>,
    pub(super) lines: Vec<Line>,
    pub(super) total: Option<Line>,
}

/// A heading: what it says, and where the table is sorted by it.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Head {
    pub(super) label: String,
    pub(super) sort: String,
    /// The table is sorted by it: `ascending` or `descending`.
    pub(super) sorted: Option<&'static str>,
    pub(super) number: bool,
}

/// A line: what it is for, and its cells.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Line {
    pub(super) name: String,
    pub(super) address: Option<String>,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Cell {
    /// What its column is called, where it stands alone.
    pub(super) column: String,
    pub(super) text: String,
    pub(super) address: Option<String>,
    pub(super) number: bool,
    #[serde(skip)]
    pub(super) weight: Option<f64>,
}

impl Cell {
    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number, with what it counts behind it; nothing stands behind none.
    #[expect(clippy::cast_precision_loss, reason = "sorted by, and no figure is that large")]
    pub(super) fn number(of: i64, behind: Option<String>) -> Self {
        Self {
            text: grouped(of),
            address: behind.filter(|_| of != 0),
            number: true,
            weight: Some(of as f64),
            ..Self::default()
        }
    }

    /// A mean, or that there is none to show.
    pub(super) fn mean(of: Option<f64>) -> Self {
        let text = of.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"));
        Self { text, number: true, weight: Some(of.unwrap_or(-1.0)), ..Self::default() }
    }
}

/// `1,234`.
pub(super) fn grouped(of: i64) -> String {
    let digits = of.unsigned_abs().to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    if of < 0 { format!("-{words}") } else { words }
}

/// `12 h`, `12 h 30 min`.
pub(super) fn hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{} h", grouped(hours)),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{} h {minutes} min", grouped(hours)),
    }
}

/// A column as it is made: its word in addresses, and what it says.
pub(super) type Column = (&'static str, &'static str);

impl Table {
    /// A table of these lines. `sorted` is the word of the column it is sorted by; `address` gives the same page sorted
    /// by another. Numbers are sorted by the largest first, words as they are read.
    pub(super) fn of(
        caption: impl Into<String>,
        columns: &[Column],
        mut lines: Vec<Line>,
        total: Option<Line>,
        (sorted, address): (Option<&str>, impl Fn(&str) -> String),
    ) -> Option<Self> {
        if lines.is_empty() {
            return None;
        }
        let first = lines.first().cloned().unwrap_or_default();
        let is_number = |at: usize| at > 0 && first.cells.get(at - 1).is_some_and(|cell| cell.number);
        let weighs = |at: usize| at > 0 && first.cells.get(at - 1).is_some_and(|cell| cell.weight.is_some());
        let by = sorted.and_then(|word| columns.iter().position(|(name, _)| *name == word));
        match by {
            Some(0) => lines.sort_by_cached_key(|line| line.name.to_lowercase()),
            Some(at) => lines.sort_by(|a, b| {
                let (a, b) = (&a.cells[at - 1], &b.cells[at - 1]);
                match (a.weight, b.weight) {
                    (Some(a), Some(b)) => b.total_cmp(&a),
                    _ => a.text.to_lowercase().cmp(&b.text.to_lowercase()),
                }
            }),
            None => {}
        }
        let head = (0..)
            .zip(columns)
            .map(|(at, (word, label))| Head {
                label: (*label).to_owned(),
                sort: address(word),
                sorted: (by == Some(at)).then_some(if weighs(at) { "descending" } else { "ascending" }),
                number: is_number(at),
            })
            .collect();
        let named = |mut line: Line| {
            for (cell, (_, label)) in line.cells.iter_mut().zip(&columns[1..]) {
                (*label).clone_into(&mut cell.column);
            }
            line
        };
        let (lines, total) = (lines.into_iter().map(named).collect(), total.map(named));
        Some(Self { caption: caption.into(), head, lines, total })
    }
}

impl PageFacts for ReportFacts {
    const TEMPLATE: &'static str = "reports/report";

    fn samples() -> Vec<Self> {
        let line = |address: Option<String>| Line {
            name: "Hillside Primary School".to_owned(),
            address: address.clone(),
            cells: vec![Cell::text("School"), Cell::number(1234, address), Cell::mean(None)],
        };
        let columns =
            [("name", "Organisation"), ("kind", "Kind"), ("people", "People"), ("mean", "Feedback")];
        let sorted = |word: &str| format!("/reports/uptake?sort={word}");
        let behind = Some("/reports/rows?report=uptake&figure=people".to_owned());
        let full = Self {
            lede: "131 people, from 1 January to 31 March 2027.".to_owned(),
            figures: vec![
                Shown { label: "People".to_owned(), value: "131".to_owned(), address: behind.clone() },
                Shown { label: "CPD".to_owned(), value: "393 h".to_owned(), address: None },
            ],
            picture: Picture::sample(),
            table: Table::of(
                "Who came by organisation",
                &columns,
                vec![line(behind.clone()), line(None)],
                Some(line(behind)),
                (Some("people"), sorted),
            ),
            empty: None,
            notes: vec!["Counted by the day of the first date.".to_owned()],
            links: vec![Link::to("/reports/uptake", "Who came")],
            file: Some(TakeAway::of("Take this away", "/reports/uptake", "by=course")),
            narrow: true,
            open: true,
        };
        let lines = vec![line(None)];
        let closed = Self {
            picture: Picture::bare_sample(),
            table: Table::of("Organisations", &columns, lines, None, (None, sorted)),
            narrow: true,
            ..Self::default()
        };
        let empty = Self { empty: Some("Nobody yet.".to_owned()), ..Self::default() };
        vec![full, closed, empty]
    }

    fn form_sample() -> Option<Form> {
        Some(Form::new("/reports/uptake", "Show these").field(Field::date("from", "From")))
    }
}
