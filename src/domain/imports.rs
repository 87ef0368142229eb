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
    people::{EmailAddress, PersonName, fold},
    spoken_names::as_said,
    words::{OrganisationKind, Word},
};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 20 * 1024 * 1024;
/// The most lines one file may have.
pub const MOST_LINES: usize = 100_000;
/// Nobody brings in what happened before this year.
const EARLIEST_YEAR: i32 = 1950;

/// A line that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineProblem {
    /// The line of the file, the header being line 1.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl LineProblem {
    /// Names a line and says what would be right.
    #[must_use]
    pub fn new(line: u64, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A file split into cells.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The names of the columns.
    pub header: Vec<String>,
    /// Each further line with its number.
    pub lines: Vec<(u64, Vec<String>)>,
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

/// The text of a file: UTF-8, with or without a byte-order mark.
///
/// # Errors
/// The line with the first byte that is not UTF-8, or with a NUL.
pub fn decode(bytes: &[u8]) -> Result<&str, LineProblem> {
    let save = "save the file as \"CSV UTF-8\" and import that";
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(LineProblem::new(1, format!("the file is in UTF-16, not UTF-8: {save}.")));
    }
    let line_of = |at: usize| {
        let breaks = bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        u64::try_from(breaks).unwrap_or(u64::MAX).saturating_add(1)
    };
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("this is not UTF-8 (another encoding, such as Windows-1252): {save}.");
        LineProblem::new(line_of(error.valid_up_to()), message)
    })?;
    if let Some(at) = text.find('\0') {
        return Err(LineProblem::new(line_of(at), format!("a NUL character: {save}.")));
    }
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Reads people.
///
/// # Errors
/// Every line that cannot be taken.
pub fn people(sheet: &Sheet) -> Result<Vec<PersonLine>, Vec<LineProblem>> {
    let mut seen = Seen::default();
    read(sheet, ["name", "email", "organisation"], |line, [name, email, organisation], problems| {
        let name = problems.keep(line, spoken_name(name));
        let email = problems.keep(line, personal_address("email", email));
        let organisation = problems.keep(line, optional_short_text("organisation", Some(organisation), 200));
        if let Some(email) = &email {
            seen.once(line, email.folded().to_owned(), "this address", problems);
        }
        Some(PersonLine { line, name: name?, email: email?, organisation: organisation? })
    })
}

/// A name as it is said, however the file has it.
fn spoken_name(typed: &str) -> Result<PersonName, FieldError> {
    let said = as_said(typed).map_err(|why| FieldError::new("name", why))?;
    PersonName::parse("name", &said)
}

/// Reads organisations.
///
/// # Errors
/// Every line that cannot be taken.
pub fn organisations(sheet: &Sheet) -> Result<Vec<OrganisationLine>, Vec<LineProblem>> {
    let mut seen = Seen::default();
    read(sheet, ["name", "kind", "domain"], |line, [name, kind, domain], problems| {
        let name = problems.keep(line, organisation_name("name", name));
        let kind = problems.keep(line, organisation_kind(kind));
        let domain = match domain.trim() {
            "" => Some(None),
            domain => problems.keep(line, mail_domain("domain", domain)).map(Some),
        };
        if let Some(name) = &name {
            seen.once(line, fold(name), "this organisation", problems);
        }
        Some(OrganisationLine { line, name: name?, kind: kind?, domain: domain? })
    })
}

/// Reads completions; nothing is completed after `today`.
///
/// # Errors
/// Every line that cannot be taken.
pub fn completions(sheet: &Sheet, today: NaiveDate) -> Result<Vec<CompletionLine>, Vec<LineProblem>> {
    let mut seen = Seen::default();
    let columns = ["email", "organisation", "course", "completed_on", "source"];
    read(sheet, columns, |line, [email, organisation, course, completed_on, source], problems| {
        let email = match email.trim() {
            "" => Some(None),
            email => problems.keep(line, EmailAddress::parse("email", email)).map(Some),
        };
        let organisation = problems.keep(line, optional_short_text("organisation", Some(organisation), 200));
        let course = problems.keep(line, short_text("course", course, 200));
        let completed_on = problems.keep(line, day_or_year(completed_on, today));
        let source = problems.keep(line, optional_short_text("source", Some(source), 200));
        let (email, organisation, course) = (email?, organisation?, course?);
        if email.is_none() && organisation.is_none() {
            problems.add(
                line,
                "says neither who nor which organisation completed it: fill in email or organisation.",
            );
        }
        let completed_on = completed_on?;
        let who = email.as_ref().map_or_else(
            || format!("\n{}", fold(organisation.as_deref().unwrap_or_default())),
            |email| email.folded().to_owned(),
        );
        seen.once(line, (who, fold(&course), completed_on), "this completion", problems);
        Some(CompletionLine { line, email, organisation, course, completed_on, source: source? })
    })
}

fn organisation_kind(typed: &str) -> Result<OrganisationKind, FieldError> {
    OrganisationKind::from_word(&typed.trim().to_lowercase()).ok_or_else(|| {
        let words: Vec<&str> = OrganisationKind::ALL.iter().map(|kind| kind.as_str()).collect();
        FieldError::new("kind", format!("Use one of: {}.", words.join(", ")))
    })
}

/// Reads a day (`2019-03-21` or `21/03/2019`), a year (taken as 1 January), or nothing.
///
/// # Errors
/// Something else, or a day that has not come yet.
pub fn day_or_year(typed: &str, today: NaiveDate) -> Result<Option<NaiveDate>, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let by = |separator| typed.split(separator).collect::<Vec<&str>>();
    let day = match (by('-').as_slice(), by('/').as_slice()) {
        ([year], [_]) if digits(year, 4..=4) => {
            year.parse().ok().and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1))
        }
        ([year, month, day], _) if digits(year, 4..=4) && digits(month, 2..=2) && digits(day, 2..=2) => {
            NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok()
        }
        (_, [day, month, year]) if digits(day, 1..=2) && digits(month, 1..=2) && digits(year, 4..=4) => {
            let parts = (year.parse().ok(), number(month), number(day));
            match parts {
                (Some(year), Some(month), Some(day)) => NaiveDate::from_ymd_opt(year, month, day),
                _ => None,
            }
        }
        _ => None,
    };
    let wrong = |message: &str| FieldError::new("completed_on", message);
    let day = day.ok_or_else(|| {
        wrong("Use a day such as 2019-03-21 or 21/03/2019, a year such as 2019, or leave it empty.")
    })?;
    if day > today {
        return Err(wrong("This day has not come yet."));
    }
    if chrono::Datelike::year(&day) < EARLIEST_YEAR {
        return Err(wrong("This is too long ago to be right."));
    }
    Ok(Some(day))
}

/// The problems of a file, as they are found.
#[derive(Default)]
struct Problems(Vec<LineProblem>);

impl Problems {
    fn add(&mut self, line: u64, message: impl Into<String>) {
        self.0.push(LineProblem::new(line, message));
    }

    fn keep<T>(&mut self, line: u64, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|error| self.add(line, format!("{}: {}", error.field, error.message))).ok()
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
    fn once(&mut self, line: u64, key: K, what: &str, problems: &mut Problems) {
        match self.0.get(&key) {
            Some(first) => problems.add(line, format!("{what} stands in line {first} already.")),
            None => {
                self.0.insert(key, line);
            }
        }
    }
}

fn read<T, const N: usize>(
    sheet: &Sheet,
    columns: [&str; N],
    mut line: impl FnMut(u64, [&str; N], &mut Problems) -> Option<T>,
) -> Result<Vec<T>, Vec<LineProblem>> {
    let mut problems = Problems::default();
    let places = places(&sheet.header, columns, &mut problems);
    if sheet.lines.len() > MOST_LINES {
        problems.add(1, format!("the file has more than {MOST_LINES} lines: import it in parts."));
    }
    if !problems.0.is_empty() {
        return Err(problems.0);
    }
    let mut out = Vec::with_capacity(sheet.lines.len());
    for (number, cells) in &sheet.lines {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if cells.len() != sheet.header.len() {
            let (has, wanted) = (cells.len(), sheet.header.len());
            problems.add(*number, format!("has {has} cells where the header has {wanted}."));
            continue;
        }
        let mut formula = false;
        for (name, cell) in sheet.header.iter().zip(cells) {
            if looks_like_formula(cell) {
                formula = true;
                let name = name.trim();
                problems
                    .add(*number, format!("{name}: starts like a formula (= + - @); type the text itself."));
            }
        }
        if !formula {
            out.extend(line(*number, places.map(|place| cells[place].as_str()), &mut problems));
        }
    }
    if problems.0.is_empty() { Ok(out) } else { Err(problems.0) }
}

/// Where each column stands; columns may come in any order.
fn places<const N: usize>(header: &[String], columns: [&str; N], problems: &mut Problems) -> [usize; N] {
    let names: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
    let wanted = columns.join(",");
    if names.len() == 1 && names[0].contains([';', '\t']) {
        problems.add(1, format!("the cells are not separated by commas; the header is {wanted}."));
        return [0; N];
    }
    for (at, name) in names.iter().enumerate() {
        if !columns.contains(&name.as_str()) {
            problems.add(1, format!("there is no column {name:?}; the header is {wanted}."));
        } else if names[..at].contains(name) {
            problems.add(1, format!("the column {name} is there twice."));
        }
    }
    columns.map(|column| {
        names.iter().position(|name| name == column).unwrap_or_else(|| {
            problems.add(1, format!("the column {column} is missing; the header is {wanted}."));
            0
        })
    })
}
