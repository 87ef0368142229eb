//! What was done before, as it comes in from a spreadsheet: read line by line, every problem named.
//!
//! Pure: splitting the file into cells is done before, what the lines refer to is looked up after.

use std::{collections::HashMap, fmt, hash::Hash};

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    accounts::{mail_domain, organisation_name, personal_address},
    csv_cells::looks_like_formula,
    input::{FieldError, optional_short_text, short_text},
    kind_words::kind_written,
    people::{EmailAddress, PersonName, fold},
    spoken_names::as_said,
    tables::{DayNumbers, NO_RESULT},
    words::{OrganisationKind, Word},
    written_days::past_day,
};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 50 * 1024 * 1024;
/// The most lines one file may have.
pub const MOST_LINES: usize = 100_000;
/// Said of a cell whose formula has no result in the file.
const NO_FORMULA: &str = "this is a formula whose result is not in the file: open it in a spreadsheet program, save it there, and bring that.";

/// A line that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineProblem {
    /// The line of the file, the first being line 1.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub message: String,
    /// What stands there.
    pub shown: Option<String>,
    /// Nothing can be taken while it is so, not even other lines: columns that are missing, days in another order.
    pub whole: bool,
}

/// The longest piece of a file that is shown in a message, in characters.
const LONGEST_SHOWN: usize = 80;

impl LineProblem {
    /// Names a line and says what would be right.
    #[must_use]
    pub fn new(line: u64, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), shown: None, whole: false }
    }

    /// The same where it keeps everything out.
    #[must_use]
    pub fn whole(line: u64, message: impl Into<String>) -> Self {
        Self { whole: true, ..Self::new(line, message) }
    }

    /// With what stands there.
    #[must_use]
    pub fn showing(mut self, value: &str) -> Self {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = value.chars().take(LONGEST_SHOWN).collect();
        let end = if short.len() < value.len() { "…" } else { "" };
        self.shown = (!value.is_empty()).then(|| format!("{short}{end}"));
        self
    }

    /// All that is said of the line.
    #[must_use]
    pub fn said(&self) -> String {
        match &self.shown {
            Some(shown) => format!("{} It says “{shown}”.", self.message),
            None => self.message.clone(),
        }
    }
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.said())
    }
}

/// What a file's lines came to: those that can be taken, and what is wrong with the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<T> {
    /// What can be taken.
    pub lines: Vec<T>,
    /// What cannot, and why; several may be of one line.
    pub problems: Vec<LineProblem>,
}

/// The cells of a file that are read, a column of the kind each.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// What the file calls these columns.
    pub called: Vec<String>,
    /// How plain numbers count days.
    pub days: Option<DayNumbers>,
    /// Each line with its number.
    pub lines: Vec<(u64, Vec<String>)>,
    /// Lines whose cells do not fit the columns.
    pub problems: Vec<LineProblem>,
}

/// One person of `name,email,organisation`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Where it stands.
    pub line: u64,
    /// Their name.
    pub name: PersonName,
    /// Their address.
    pub email: EmailAddress,
    /// The name of the organisation they belong to.
    pub organisation: Option<String>,
}

/// One organisation of `name,kind,domain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationLine {
    /// Where it stands.
    pub line: u64,
    /// Its name.
    pub name: String,
    /// What kind of body it is.
    pub kind: OrganisationKind,
    /// Its mail domain.
    pub domain: Option<String>,
    /// Its own number, such as `URN 100000`.
    pub number: Option<String>,
    /// The town it is in.
    pub place: Option<String>,
}

/// One line of `email,organisation,course,completed_on,source`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletionLine {
    /// Where it stands.
    pub line: u64,
    /// Whose it is; the organisation's when `None`.
    pub email: Option<EmailAddress>,
    /// The name of the organisation.
    pub organisation: Option<String>,
    /// Slug or title of a course or credential.
    pub course: String,
    /// When; nobody knows when `None`.
    pub completed_on: Option<NaiveDate>,
    /// Where the record comes from.
    pub source: Option<String>,
}

/// Reads people, whose cells are those of [`ImportKind::People`](super::import_columns::ImportKind).
#[must_use]
pub fn people(sheet: &Sheet) -> Read<PersonLine> {
    let mut seen = Seen::default();
    read(sheet, |line, [name, first, last, email, organisation], problems| {
        let parts = [first.text, last.text].join(" ");
        let name = if parts.trim().is_empty() { name } else { Cell { text: parts.trim(), ..last } };
        let named = problems.keep(line, name, spoken_name(name.text));
        let address = problems.keep(line, email, personal_address("email", email.text));
        let organisation = problems.keep(
            line,
            organisation,
            optional_short_text("organisation", Some(organisation.text), 200),
        );
        if let Some(address) = &address {
            seen.once(line, address.folded().to_owned(), "this address", email, problems);
        }
        Some(PersonLine { line, name: named?, email: address?, organisation: organisation? })
    })
}

/// A name as it is said, however the file has it.
fn spoken_name(typed: &str) -> Result<PersonName, FieldError> {
    let said = as_said(typed).map_err(|why| FieldError::new("name", why))?;
    PersonName::parse("name", &said)
}

/// Reads organisations, whose cells are those of `ImportKind::Organisations`. With a number and no kind it stands in a
/// register of schools.
#[must_use]
pub fn organisations(sheet: &Sheet) -> Read<OrganisationLine> {
    let mut seen = Seen::default();
    read(sheet, |line, [name, kind, domain, number, place, _, _], problems| {
        let called = problems.keep(line, name, organisation_name("name", name.text));
        let kind = match (kind.text, number.text) {
            ("", number) if number.starts_with("URN ") => Some(OrganisationKind::School),
            (typed, _) => problems.keep(line, kind, organisation_kind(typed)),
        };
        let mail_domain = match domain.text {
            "" => Some(None),
            typed => problems.keep(line, domain, mail_domain("domain", typed)).map(Some),
        };
        let own = problems.keep(line, number, optional_short_text("number", Some(number.text), 40));
        let town = problems.keep(line, place, optional_short_text("place", Some(place.text), 100));
        let line_of = OrganisationLine {
            line,
            name: called?,
            kind: kind?,
            domain: mail_domain?,
            number: own?,
            place: town?,
        };
        // By its number, else by its name and place.
        let key = line_of.number.as_ref().map_or_else(
            || format!("{}\n{}", fold(&line_of.name), fold(line_of.place.as_deref().unwrap_or_default())),
            |number| fold(number),
        );
        let at = if line_of.number.is_some() { number } else { name };
        seen.once(line, key, "this organisation", at, problems);
        Some(line_of)
    })
}

/// Reads completions, whose cells are those of `ImportKind::Completions`; nothing is completed after `today`.
#[must_use]
pub fn completions(sheet: &Sheet, today: NaiveDate) -> Read<CompletionLine> {
    let mut seen = Seen::default();
    read(sheet, |line, [course, completed_on, email, organisation, source], problems| {
        let address = match email.text {
            "" => Some(None),
            typed => problems.keep(line, email, EmailAddress::parse("email", typed)).map(Some),
        };
        let body = problems.keep(
            line,
            organisation,
            optional_short_text("organisation", Some(organisation.text), 200),
        );
        let title = problems.keep(line, course, short_text("course", course.text, 200));
        let on = problems.day(line, completed_on, today, sheet.days);
        let source = problems.keep(line, source, optional_short_text("source", Some(source.text), 200));
        let (address, body, title) = (address?, body?, title?);
        if address.is_none() && body.is_none() {
            problems.add(
                line,
                "says neither who nor which organisation completed it: fill in email or organisation.",
            );
            return None;
        }
        let on = on?;
        let who = address.as_ref().map_or_else(
            || format!("\n{}", fold(body.as_deref().unwrap_or_default())),
            |email| email.folded().to_owned(),
        );
        seen.once(line, (who, fold(&title), on), "this completion", course, problems);
        Some(CompletionLine {
            line,
            email: address,
            organisation: body,
            course: title,
            completed_on: on,
            source: source?,
        })
    })
}

fn organisation_kind(typed: &str) -> Result<OrganisationKind, FieldError> {
    kind_written(typed).ok_or_else(|| {
        let words: Vec<&str> = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
        FieldError::new("kind", format!("Use one of: {}.", words.join(", ")))
    })
}

/// A cell, and what the file calls its column.
#[derive(Clone, Copy)]
struct Cell<'s> {
    called: &'s str,
    text: &'s str,
}

/// The problems of a file, as they are found.
#[derive(Default)]
struct Problems(Vec<LineProblem>);

impl Problems {
    fn add(&mut self, line: u64, message: impl Into<String>) {
        self.0.push(LineProblem::new(line, message));
    }

    fn keep<T>(&mut self, line: u64, cell: Cell<'_>, parsed: Result<T, FieldError>) -> Option<T> {
        let wrong = |error: FieldError| {
            LineProblem::new(line, format!("{}: {}", cell.called, error.message)).showing(cell.text)
        };
        parsed.map_err(|error| self.0.push(wrong(error))).ok()
    }

    /// A day that has come, and is not too long ago.
    fn day(
        &mut self,
        line: u64,
        cell: Cell<'_>,
        today: NaiveDate,
        days: Option<DayNumbers>,
    ) -> Option<Option<NaiveDate>> {
        let wrong = match past_day(cell.text, today, days) {
            Ok(day) => return Some(day),
            Err(wrong) => wrong,
        };
        let problem =
            LineProblem::new(line, format!("{}: {}", cell.called, wrong.message)).showing(cell.text);
        self.0.push(LineProblem { whole: wrong.doubts_column, ..problem });
        None
    }
}

/// What stood in a line before.
struct Seen<K>(HashMap<K, u64>);

impl<K> Default for Seen<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Hash + Eq> Seen<K> {
    fn once(&mut self, line: u64, key: K, what: &str, cell: Cell<'_>, problems: &mut Problems) {
        match self.0.get(&key) {
            Some(first) => problems.0.push(
                LineProblem::new(line, format!("{what} stands in line {first} already.")).showing(cell.text),
            ),
            None => {
                self.0.insert(key, line);
            }
        }
    }
}

fn read<T, const N: usize>(
    sheet: &Sheet,
    mut line: impl FnMut(u64, [Cell<'_>; N], &mut Problems) -> Option<T>,
) -> Read<T> {
    let mut problems = Problems(sheet.problems.clone());
    let mut lines = Vec::with_capacity(sheet.lines.len());
    for (number, cells) in &sheet.lines {
        let cell = |at: usize| Cell {
            called: sheet.called.get(at).map(String::as_str).unwrap_or_default(),
            text: cells.get(at).map(String::as_str).unwrap_or_default(),
        };
        let cells: [Cell<'_>; N] = std::array::from_fn(cell);
        let before = problems.0.len();
        for cell in &cells {
            if looks_like_formula(cell.text) {
                let message =
                    format!("{}: starts like a formula (= + - @); type the text itself.", cell.called);
                problems.0.push(LineProblem::new(*number, message).showing(cell.text));
            } else if cell.text == NO_RESULT {
                let message = format!("{}: {NO_FORMULA}", cell.called);
                problems.0.push(LineProblem::new(*number, message));
            }
        }
        if problems.0.len() == before
            && let Some(one) = line(*number, cells, &mut problems)
            && problems.0.len() == before
        {
            lines.push(one);
        }
    }
    problems.0.sort_by_key(|problem| problem.line);
    Read { lines, problems: problems.0 }
}
