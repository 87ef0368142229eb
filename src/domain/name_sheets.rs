//! Lists of people as a spreadsheet saves them: a line that names its columns, then a person a line.

use super::people::fold;

const FULL: [&str; 9] = [
    "name",
    "names",
    "full name",
    "display name",
    "delegate",
    "participant",
    "attendee",
    "staff member",
    "member of staff",
];
const FIRST: [&str; 5] = ["first name", "firstname", "forename", "given name", "first"];
const LAST: [&str; 5] = ["last name", "lastname", "surname", "family name", "last"];
const EMAIL: [&str; 8] =
    ["email", "e-mail", "email address", "e-mail address", "mail", "work email", "work e-mail", "username"];

/// Which column holds what; columns of other things are passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    separator: char,
    full: Option<usize>,
    first_and_last: Option<(usize, usize)>,
    email: Option<usize>,
}

impl Sheet {
    /// What a heading says of its columns; `None` for a line that is none.
    pub(super) fn of(line: &str) -> Option<Self> {
        if line.contains('@') {
            return None;
        }
        ['\t', ';', ',', '|'].into_iter().find_map(|separator| {
            let heads: Vec<String> = cells(line, separator).iter().map(|cell| fold(cell)).collect();
            let at = |words: &[&str]| heads.iter().position(|head| words.contains(&head.as_str()));
            let sheet = Self {
                separator,
                full: at(&FULL),
                first_and_last: at(&FIRST).zip(at(&LAST)),
                email: at(&EMAIL),
            };
            let named = sheet.full.is_some() || sheet.first_and_last.is_some();
            // "Name" alone heads a list as well as a column.
            let columns = sheet.email.is_some() || sheet.first_and_last.is_some();
            (heads.len() > 1 && named && columns).then_some(sheet)
        })
    }

    /// Whether a line has such columns.
    pub(super) fn holds(&self, line: &str) -> bool {
        cells(line, self.separator).len() > 1
    }

    /// The person of a line, as one would type them; nothing for a blank row.
    pub(super) fn person(&self, line: &str) -> String {
        let cells = cells(line, self.separator);
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let name = match (self.first_and_last, self.full) {
            (Some((first, last)), _) => format!("{} {}", cell(first), cell(last)),
            (None, full) => full.map(cell).unwrap_or_default().to_owned(),
        };
        let email = self.email.map(cell).unwrap_or_default();
        if email.is_empty() { name.trim().to_owned() } else { format!("{} <{email}>", name.trim()) }
    }
}

/// The cells of a line; what stands in double quotes is one cell.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|c| {
        quoted ^= c == '"';
        c == separator && !quoted
    });
    parts.map(|cell| cell.replace('"', "").trim().to_owned()).collect()
}
