//! Lists of people as they are pasted: from an address line of a mail program, a spreadsheet, a rota, or typed.
//!
//! Each line is one person, or several apart by semicolons or by commas behind their addresses. A name and an address
//! may stand in either order and in any of the brackets that mail programs use; `Okoro, Sam` is turned round. What
//! cannot be told apart for certain is a problem with its line, never a guess: the name prints on a certificate.

use std::collections::HashMap;

use super::{
    input::FieldError,
    name_sheets::Sheet,
    people::{EmailAddress, PersonName, fold},
    spoken_names::{is_behind, without_brackets, without_title},
};

/// What is said of an office's mailbox to somebody who names others.
const OTHERS_MAILBOX: &str = "this looks like a mailbox that several people read. Training records and certificates \
     belong to one person: write their own address.";

/// The longest list, in lines.
const MOST_LINES: usize = 1_000;
/// The longest list, in characters.
pub const MOST_CHARS: usize = 100_000;

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedPerson {
    /// The line, counted from 1.
    pub line: usize,
    /// Their name.
    pub name: PersonName,
    /// Their address, where one is given.
    pub email: Option<EmailAddress>,
}

/// Reads a list. A line that repeats another one to the letter is taken once. With `names_alone` a person needs no
/// address.
///
/// # Errors
/// Every line that cannot be taken, each with its number; the field is `text`.
pub fn parse(text: &str, names_alone: bool) -> Result<Vec<NamedPerson>, Vec<FieldError>> {
    if text.chars().count() > MOST_CHARS || text.lines().count() > MOST_LINES {
        let message = format!("Paste at most {MOST_LINES} lines at a time.");
        return Err(vec![FieldError::new("text", message)]);
    }
    let mut list = List { people: Vec::new(), problems: Vec::new(), by_email: HashMap::new(), names_alone };
    let mut sheet = None;
    for (index, line) in text.lines().enumerate() {
        let row = line.replace(['\u{a0}', '\u{feff}', '\r'], " ");
        if let Some(heading) = Sheet::of(&row) {
            sheet = Some(heading);
            continue;
        }
        if let Some(sheet) = sheet.as_ref().filter(|sheet| sheet.holds(&row)) {
            let person = sheet.person(&row);
            if !person.is_empty() {
                list.take(index + 1, &person);
            }
            continue;
        }
        let line = bare(line);
        if line.is_empty() || is_heading(&line) {
            continue;
        }
        for person in split(&line) {
            list.take(index + 1, &person);
        }
    }
    if list.people.is_empty() && list.problems.is_empty() {
        return Err(vec![FieldError::new(
            "text",
            "Write or paste the people, one a line: Sam Okoro <sam@school.example>.",
        )]);
    }
    if list.problems.is_empty() { Ok(list.people) } else { Err(list.problems) }
}

struct List {
    people: Vec<NamedPerson>,
    problems: Vec<FieldError>,
    by_email: HashMap<String, (usize, String)>,
    names_alone: bool,
}

impl List {
    fn take(&mut self, line: usize, text: &str) {
        match self.read(line, text) {
            Ok(Some(person)) => self.people.push(person),
            Ok(None) => {}
            Err(message) => self.problems.push(FieldError::new("text", format!("Line {line}: {message}"))),
        }
    }

    fn read(&mut self, line: usize, text: &str) -> Result<Option<NamedPerson>, String> {
        if text.contains('\u{fffd}') {
            return Err("a letter here cannot be read. Save the file as UTF-8, or paste the line.".to_owned());
        }
        let Parts { names, address, quoted } = Parts::of(&without_brackets(text)?)?;
        let names: Vec<String> = names.iter().filter_map(|part| without_title(part)).collect();
        let email = match address.as_deref().map(|address| EmailAddress::parse("email", address)) {
            None => None,
            Some(Ok(email)) if email.is_shared_mailbox() => {
                return Err(format!("{}: {OTHERS_MAILBOX}", address.unwrap_or_default()));
            }
            Some(Ok(email)) => Some(email),
            Some(Err(error)) => return Err(format!("{}: {}", address.unwrap_or_default(), error.message)),
        };
        let name = whole_name(&names, email.as_ref(), quoted)?;
        let name = PersonName::parse("name", &name).map_err(|error| error.message)?;
        let folded = name.folded();
        let Some(email) = email else {
            if !self.names_alone {
                return Err(format!(
                    "write the e-mail address of {name} as well: {name} <name@example.org>."
                ));
            }
            let before =
                self.people.iter().find(|known| known.email.is_none() && known.name.folded() == folded);
            return match before {
                Some(before) => Err(format!(
                    "{name} is on line {} already. If these are two people, write something that tells them apart.",
                    before.line
                )),
                None => Ok(Some(NamedPerson { line, name, email: None })),
            };
        };
        match self.by_email.get(email.folded()) {
            Some((_, known)) if *known == folded => Ok(None),
            Some((first, _)) => Err(format!(
                "{} stands on line {first} with another name. One address belongs to one person.",
                email.as_str()
            )),
            None => {
                self.by_email.insert(email.folded().to_owned(), (line, folded));
                Ok(Some(NamedPerson { line, name, email: Some(email) }))
            }
        }
    }
}

/// A line without the marks of a list and the heads of a mail: `3. `, `• `, `To: `.
fn bare(line: &str) -> String {
    let line = line.replace(['\u{a0}', '\u{feff}', '\u{200b}'], " ").replace('|', "\t");
    let mut rest = line.trim_matches([' ', '\r']);
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    if digits > 0 && rest[digits..].starts_with(['.', ')']) {
        rest = &rest[digits + 1..];
    }
    rest = rest.trim_start_matches(['•', '·', '*', '–', '‣', '◦']);
    rest = rest.strip_prefix("- ").unwrap_or(rest).trim_start_matches(' ');
    for head in ["to:", "cc:", "bcc:"] {
        if rest.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head)) {
            rest = &rest[head.len()..];
        }
    }
    rest.trim_matches([' ', ',', ';']).to_owned()
}

/// The first line of a spreadsheet: only words that head columns.
fn is_heading(line: &str) -> bool {
    const WORDS: [&str; 14] = [
        "name",
        "names",
        "full name",
        "first name",
        "last name",
        "surname",
        "forename",
        "email",
        "e-mail",
        "email address",
        "e-mail address",
        "mail",
        "address",
        "work email",
    ];
    let mut cells = line.split([',', ';', '\t']).map(|cell| fold(cell.trim_matches(['"', ' '])));
    cells.all(|cell| cell.is_empty() || WORDS.contains(&cell.as_str()))
}

/// The people on one line.
fn split(line: &str) -> Vec<String> {
    let segments = outside_quotes(line, &[';']);
    let addresses = |text: &str| text.matches('@').count();
    let in_one = |text: &String| addresses(text) > 0 && !outside_address(text).is_empty();
    if segments.len() > 1 && addresses(line) == 1 && !segments.iter().any(in_one) {
        // A sheet whose columns are apart by semicolons.
        return vec![as_said(&segments).join(", ")];
    }
    let columns = outside_quotes(line, &['\t']);
    if columns.len() == 2 && addresses(line) == 1 && !columns.iter().any(in_one) {
        return vec![as_said(&columns).join(", ")];
    }
    segments.iter().flat_map(|segment| split_at_commas(segment)).collect()
}

/// Cells of a sheet, a name written `Last, First` in one of them turned round: its comma stands inside a cell, so it
/// parts no columns.
fn as_said(cells: &[String]) -> Vec<String> {
    let said = |cell: &String| match cell.trim_matches('"').split_once(", ") {
        Some((last, first)) if !cell.contains('@') && !first.contains(',') => format!("{first} {last}"),
        _ => cell.clone(),
    };
    cells.iter().map(said).collect()
}

/// People apart by commas: behind each address begins another one; without addresses, whole names do.
fn split_at_commas(segment: &str) -> Vec<String> {
    let pieces = outside_quotes(segment, &[',']);
    if pieces.len() == 1 {
        return pieces;
    }
    let count = pieces.iter().filter(|piece| piece.contains('@')).count();
    if count == 0 {
        let whole = |piece: &String| without_title(piece).is_some_and(|name| name.contains(' '));
        return if pieces.iter().all(whole) { pieces } else { vec![pieces.join(", ")] };
    }
    if count == 1 {
        return vec![as_said(&pieces).join(", ")];
    }
    let mut people = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for piece in pieces {
        let ends = piece.contains('@');
        open.push(piece);
        if ends {
            people.push(open.join(", "));
            open.clear();
        }
    }
    if !open.is_empty() {
        people.push(open.join(", "));
    }
    people
}

/// The pieces of a text between separators that stand in no double quotes, without empty ones.
fn outside_quotes(text: &str, at: &[char]) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        if c == '"' || c == '“' || c == '”' {
            quoted = !quoted;
        }
        if at.contains(&c) && !quoted {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    // A quote that is never closed quotes nothing.
    if quoted {
        return text
            .split(at)
            .map(|piece| piece.trim().to_owned())
            .filter(|piece| !piece.is_empty())
            .collect();
    }
    pieces.into_iter().map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// What is left of a text once its address is taken out.
fn outside_address(text: &str) -> String {
    let kept: Vec<&str> = text.split_whitespace().filter(|word| !word.contains('@')).collect();
    kept.join(" ").trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// One person's line taken apart.
struct Parts {
    /// The parts of the name that commas or columns keep apart.
    names: Vec<String>,
    address: Option<String>,
    /// `Last, First` stood in front of an address in angle brackets, as mail programs write it.
    quoted: bool,
}

impl Parts {
    fn of(text: &str) -> Result<Self, String> {
        let mut addresses: Vec<String> = Vec::new();
        let mut rest = String::new();
        for word in text.split_inclusive([' ', '\t', '<', ',']) {
            let (body, end) = word.split_at(word.trim_end_matches([' ', '\t', '<', ',']).len());
            if body.contains('@') {
                let address = body.trim_matches(|c: char| "<>()[]{}'\"“”:,;.".contains(c));
                let address = address.strip_prefix("mailto:").unwrap_or(address);
                if !addresses.iter().any(|known| known.eq_ignore_ascii_case(address)) {
                    addresses.push(address.to_owned());
                }
                rest.push_str(if end.contains(',') { "," } else { "\t" });
            } else {
                rest.push_str(body);
                rest.push_str(end);
            }
        }
        if addresses.len() > 1 {
            return Err(format!(
                "there are {} addresses for one person. Write one person a line.",
                addresses.len()
            ));
        }
        let quoted = text.contains('<') && text.trim_end_matches([' ', ',']).ends_with('>');
        let names = rest
            .replace("(External)", "")
            .replace("[External]", "")
            .split([',', '\t'])
            .map(|part| part.trim_matches(|c: char| " <>()[]\"“”:;-–|".contains(c)).trim().to_owned())
            .map(|part| {
                part.strip_prefix('\'').and_then(|p| p.strip_suffix('\'')).map_or(part.clone(), str::to_owned)
            })
            .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("mailto"))
            .collect::<Vec<_>>();
        // The number of a row is no name; alone, it is told as none.
        let numbers = |part: &String| part.chars().all(|c| c.is_ascii_digit());
        let names = if names.iter().all(numbers) {
            names
        } else {
            names.into_iter().filter(|part| !numbers(part)).collect()
        };
        Ok(Self { names, address: addresses.pop(), quoted })
    }
}

/// The name in the order in which it is said.
fn whole_name(names: &[String], email: Option<&EmailAddress>, quoted: bool) -> Result<String, String> {
    match names {
        [] => Err(email.map_or_else(
            || "there is no name here. Write one person a line: Sam Okoro <sam@school.example>.".to_owned(),
            |email| {
                format!(
                    "write the name as well, as it should stand on a certificate: Sam Okoro <{}>.",
                    email.as_str()
                )
            },
        )),
        [name] => Ok(name.clone()),
        [name, letters] if is_behind(letters) => Ok(name.clone()),
        [one, other] => match (quoted, email) {
            (true, _) | (_, None) => Ok(format!("{other} {one}")),
            // Two columns: the address tells which is the first name.
            (false, Some(email)) => order_by(email, one, other).ok_or_else(|| {
                format!(
                    "which is the first name, {one} or {other}? Write the name as it is said: {one} {other} <{}>.",
                    email.as_str()
                )
            }),
        },
        _ => Err(format!(
            "this has more in it than a name and an address ({}). Write: Sam Okoro <sam@school.example>.",
            names.join(" / ")
        )),
    }
}

/// The two parts of a name in the order in which an address such as `sam.okoro@` or `s.okoro@` has them.
fn order_by(email: &EmailAddress, one: &str, other: &str) -> Option<String> {
    let local: Vec<String> = email.local().split(['.', '_', '-']).map(fold).collect();
    let [first, last] = local.as_slice() else { return None };
    let fits = |word: &str, name: &str| {
        let name = fold(name).replace([' ', '-', '\''], "");
        !word.is_empty() && (name == word || (word.chars().count() == 1 && name.starts_with(word)))
    };
    match (fits(first, one) && fits(last, other), fits(first, other) && fits(last, one)) {
        (true, false) => Some(format!("{one} {other}")),
        (false, true) => Some(format!("{other} {one}")),
        _ => None,
    }
}
