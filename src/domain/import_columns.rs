//! Which column of somebody's file holds what: the line that heads the columns is found, and their wordings are known.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    imports::{LineProblem, Sheet},
    people::fold,
    tables::{DayNumbers, Row},
    words::{Word, words},
};

/// How many lines may stand above the one that names the columns.
pub const LINES_LOOKED_AT: usize = 40;

words! {
    /// What a file holds.
    ImportKind {
        /// People, and where they belong.
        People = "people",
        /// Organisations.
        Organisations = "organisations",
        /// What people and organisations completed.
        Completions = "completions",
    }
    /// What a column holds.
    Column {
        /// A whole name.
        Name = "name",
        /// The name somebody is called by.
        FirstName = "first_name",
        /// The family's name.
        LastName = "last_name",
        /// An address.
        Email = "email",
        /// The name of an organisation.
        Organisation = "organisation",
        /// What kind of body it is.
        Kind = "kind",
        /// Its mail domain.
        Domain = "domain",
        /// Its own number, such as a school's URN.
        Number = "number",
        /// The town it is in.
        Place = "place",
        /// The council it stands under, to choose by.
        Authority = "authority",
        /// Whether it is open, to choose by.
        Status = "status",
        /// A course or credential.
        Course = "course",
        /// A day.
        CompletedOn = "completed_on",
        /// Where the record comes from.
        Source = "source",
    }
}

/// Every wording that is known, as [`plain`] writes it. `Name` heads what the list is about.
const WORDINGS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "name",
            "names",
            "full name",
            "display name",
            "delegate",
            "delegate name",
            "participant",
            "participant name",
            "attendee",
            "attendee name",
            "staff member",
            "staff name",
            "member of staff",
            "person",
            "learner",
            "employee",
            "employee name",
        ],
    ),
    (Column::FirstName, &["first name", "firstname", "forename", "forenames", "given name", "first"]),
    (Column::LastName, &["last name", "lastname", "surname", "family name", "last"]),
    (
        Column::Email,
        &[
            "email",
            "e mail",
            "email address",
            "e mail address",
            "emailaddress",
            "mail",
            "work email",
            "work e mail",
            "work email address",
            "contact email",
            "username",
            "user name",
            "upn",
        ],
    ),
    (
        Column::Organisation,
        &[
            "organisation",
            "organization",
            "organisation name",
            "organization name",
            "school",
            "school name",
            "school or organisation",
            "school organisation",
            "setting",
            "employer",
            "workplace",
            "company",
            "academy",
            "establishment",
            "establishment name",
            "establishmentname",
            "service",
            "agency",
        ],
    ),
    (
        Column::Kind,
        &[
            "kind",
            "type",
            "organisation type",
            "type of organisation",
            "typeofestablishment name",
            "type of establishment",
            "establishment type",
            "sector",
        ],
    ),
    (Column::Domain, &["domain", "mail domain", "email domain", "e mail domain"]),
    (Column::Number, &["urn", "ods", "ods code", "number", "organisation number", "organisation code"]),
    (Column::Place, &["place", "town", "city", "town city", "post town", "location"]),
    (Column::Authority, &["la name", "local authority", "local authority name", "authority", "la"]),
    (Column::Status, &["establishmentstatus name", "establishment status", "status"]),
    (
        Column::Course,
        &[
            "course",
            "course name",
            "course title",
            "training",
            "training course",
            "event",
            "event name",
            "qualification",
        ],
    ),
    (
        Column::CompletedOn,
        &[
            "completed on",
            "date",
            "completed",
            "completion date",
            "date completed",
            "date of completion",
            "date attended",
            "attended on",
            "date of training",
            "training date",
            "course date",
            "event date",
            "year",
            "school year",
            "academic year",
            "when",
        ],
    ),
    (Column::Source, &["source", "comes from", "where from", "record", "evidence"]),
];

impl ImportKind {
    /// The columns such a file may have, those that are needed first.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::People => {
                &[Column::Name, Column::FirstName, Column::LastName, Column::Email, Column::Organisation]
            }
            Self::Organisations => &[
                Column::Name,
                Column::Kind,
                Column::Domain,
                Column::Number,
                Column::Place,
                Column::Authority,
                Column::Status,
            ],
            Self::Completions => {
                &[Column::Course, Column::CompletedOn, Column::Email, Column::Organisation, Column::Source]
            }
        }
    }

    /// Of each of these sets, all columns of one of its groups are needed.
    const fn needs(self) -> &'static [&'static [&'static [Column]]] {
        match self {
            Self::People => {
                &[&[&[Column::Name], &[Column::FirstName, Column::LastName]], &[&[Column::Email]]]
            }
            Self::Organisations => &[&[&[Column::Name]], &[&[Column::Kind], &[Column::Number]]],
            Self::Completions => &[
                &[&[Column::Course]],
                &[&[Column::CompletedOn]],
                &[&[Column::Email], &[Column::Organisation]],
            ],
        }
    }
}

impl Column {
    /// What it holds, as people are asked for it.
    #[must_use]
    pub const fn called(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::FirstName => "First name",
            Self::LastName => "Surname",
            Self::Email => "E-mail address",
            Self::Organisation => "Organisation or school",
            Self::Kind => "What kind of body it is",
            Self::Domain => "Mail domain",
            Self::Number => "Its own number (a school's URN, an NHS body's ODS code)",
            Self::Place => "Town",
            Self::Authority => "Local authority, to choose by",
            Self::Status => "Whether it is open, to choose by",
            Self::Course => "Course",
            Self::CompletedOn => "Day it was completed",
            Self::Source => "Where the record comes from",
        }
    }
}

/// A heading in plain words, so that `E-Mail Address` and `completed_on` are told by their letters alone.
#[must_use]
pub fn plain(heading: &str) -> String {
    let folded = fold(heading);
    let letters: String = folded.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Headings somebody matched before, in plain words.
pub type Remembered = BTreeMap<String, Column>;

/// What a heading holds in a file of this kind.
fn known(kind: ImportKind, heading: &str, remembered: &Remembered) -> Option<Column> {
    let heading = plain(heading);
    let remembered = remembered.get(&heading).copied();
    let worded = || {
        let words = WORDINGS.iter().filter(|(_, words)| words.contains(&heading.as_str()));
        let mut columns = words.map(|(column, _)| match (kind, *column) {
            // What the list is about is its name.
            (ImportKind::Organisations, Column::Organisation) => Column::Name,
            (_, column) => column,
        });
        columns.find(|column| kind.columns().contains(column))
    };
    remembered.or_else(worded)
}

/// What somebody chose about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Which column holds what, where they said so; `None` is "no column does".
    pub columns: BTreeMap<Column, Option<usize>>,
    /// The one authority whose organisations are taken.
    pub authority: Option<String>,
    /// Those that are closed are taken too.
    pub closed_too: bool,
    /// They have looked at the columns.
    pub seen: bool,
}

/// Whether a register's status says that an organisation is open: `Open`, and `Open, but proposed to close`.
#[must_use]
pub fn is_open(status: &str) -> bool {
    let status = fold(status.trim());
    !(status.starts_with("closed") || status.starts_with("proposed") || status.starts_with("inactive"))
}

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
        let rows = || rows.iter().take(LINES_LOOKED_AT).filter(|row| !row.is_blank());
        // Of two that know as many the first: `max_by_key` would give the last.
        let mut best: Option<(usize, &Row)> = None;
        for row in rows() {
            let count = known_in(row);
            if count > best.map_or(0, |(most, _)| most) {
                best = Some((count, row));
            }
        }
        let best = best.map(|(_, row)| row).or_else(|| {
            rows().find(|row| row.filled() > 1 && !row.cells.iter().any(|cell| cell.contains('@')))
        })?;
        Some(Self::of(kind, best, remembered))
    }

    fn of(kind: ImportKind, row: &Row, remembered: &Remembered) -> Self {
        let width = row.cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        let names: Vec<String> = row.cells[..width].iter().map(|cell| cell.trim().to_owned()).collect();
        let mut found = Self { line: row.line, names, ..Self::default() };
        for (at, name) in found.names.iter().enumerate() {
            let Some(column) = known(kind, name, remembered) else { continue };
            if found.columns.contains_key(&column) {
                found.twice.push((column, at));
            } else {
                found.columns.insert(column, at);
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
