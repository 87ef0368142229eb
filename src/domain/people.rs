//! Names and addresses of people, parsed at the door into types that cannot be wrong.

use std::fmt;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::input::{FieldError, showable};

/// The name of a record for an address of which nobody has said whose it is.
pub const NOBODY: &str = "Unconfirmed address";

/// A person's name as it prints on a certificate: one line, single spaces, composed (NFC), 1 to 200 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Reads a name as typed: spaces at the ends and doubled ones are taken out, everything else is kept.
    ///
    /// # Errors
    /// Empty, too long, without a letter, or with line breaks or other characters that cannot be shown.
    pub fn parse(field: &str, typed: &str) -> Result<Self, FieldError> {
        if typed.chars().any(char::is_control) {
            return Err(FieldError::new(
                field,
                "Write the name on one line, without line breaks, tabs or other control characters.",
            ));
        }
        let shown = showable(field, typed, &[])?;
        let name = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        if name.is_empty() {
            return Err(FieldError::new(field, "Enter a name, as it should appear on a certificate."));
        }
        if length > Self::MAX_CHARS {
            let most = Self::MAX_CHARS;
            return Err(FieldError::new(
                field,
                format!("Use at most {most} characters for a name; this has {length}."),
            ));
        }
        if !name.chars().any(char::is_alphabetic) {
            return Err(FieldError::new(field, "Enter a name with at least one letter."));
        }
        Ok(Self(name))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it is searched and sorted.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// The most characters of a name that goes to an address nobody has confirmed.
const LONGEST_UNCONFIRMED: usize = 60;

/// Whether a name can stand in a mail to an address that nobody has confirmed: short, and nothing in it that a mail
/// program or its reader could take for a link or an address. Anybody can type it for anybody.
#[must_use]
pub fn reads_as_a_name(name: &str) -> bool {
    let like_an_address = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.rsplit_once('.').is_some_and(|(before, after)| {
            before.chars().any(char::is_alphanumeric) && after.chars().count() > 1
        })
    };
    name.chars().count() <= LONGEST_UNCONFIRMED
        && !name.contains(['@', '/', '\\', '<', '>'])
        && !name.split_whitespace().any(like_an_address)
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail address of the kind people have (RFC 5321 §4.1.2 `Dot-string` at a domain name, ASCII): the exact
/// spelling for writing to it, a lower-case one for telling whether two are the same.
///
/// Quoted local parts, address literals and non-ASCII spellings are left out: relays mangle them, and two addresses
/// that only look alike must never count as one.
#[derive(Debug, Clone)]
pub struct EmailAddress {
    exact: String,
    folded: String,
}

const EMAIL_WANTED: &str = "Enter an e-mail address such as name@example.org.";

impl EmailAddress {
    /// The longest address, in octets (RFC 5321 §4.5.3.1.3 without the angle brackets).
    pub const MAX_OCTETS: usize = 254;

    /// Reads an address as typed, spaces at the ends taken out.
    ///
    /// # Errors
    /// Anything that is not one plain address.
    pub fn parse(field: &str, typed: &str) -> Result<Self, FieldError> {
        let wrong = |message: &str| Err(FieldError::new(field, message));
        if typed.chars().any(char::is_control) {
            return wrong("Enter the e-mail address on one line, without line breaks or tabs.");
        }
        let exact = typed.trim();
        if exact.len() > Self::MAX_OCTETS {
            return wrong("Enter an e-mail address of at most 254 characters.");
        }
        if !exact.is_ascii() {
            return wrong(
                "Enter the e-mail address with plain letters a to z, without accents; \
                 a domain with accents has a spelling that starts with xn--.",
            );
        }
        let Some((local, domain)) = exact.split_once('@') else { return wrong(EMAIL_WANTED) };
        if !is_dot_string(local) || !is_domain(domain) {
            return wrong(EMAIL_WANTED);
        }
        Ok(Self { exact: exact.to_owned(), folded: exact.to_ascii_lowercase() })
    }

    /// The address exactly as given: what mail and invites are written to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.exact
    }

    /// The lower-case spelling: two addresses are the same if these are.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// What stands before the `@`, as given.
    #[must_use]
    pub fn local(&self) -> &str {
        self.exact.split_once('@').map_or("", |(local, _)| local)
    }

    /// The domain in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.folded.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether several people are likely to read this mailbox, so that it cannot be a sign-in.
    #[must_use]
    pub fn is_shared_mailbox(&self) -> bool {
        is_shared_mailbox(self.local())
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for EmailAddress {}

impl std::hash::Hash for EmailAddress {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.exact)
    }
}

fn is_dot_string(local: &str) -> bool {
    let atext = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(atext))
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let mut labels = domain.split('.').rev();
    // A last label of digits alone is an address of a machine, not a name (RFC 3696 §2).
    let top_is_name = labels.next().is_some_and(|top| label(top) && !top.bytes().all(|b| b.is_ascii_digit()));
    let (some_more, all_right) = labels.fold((false, true), |(_, right), part| (true, right && label(part)));
    top_is_name && some_more && all_right
}

/// Whole local parts, squeezed to letters, that an office rather than a person reads.
const SHARED: &[&str] = &[
    "account",
    "accounts",
    "admin",
    "administration",
    "administrator",
    "admissions",
    "adminoffice",
    "attendance",
    "bookings",
    "bursar",
    "businessmanager",
    "contact",
    "contactus",
    "cpd",
    "data",
    "designatedsafeguardinglead",
    "dsl",
    "enquiries",
    "enquiry",
    "events",
    "everyone",
    "feedback",
    "finance",
    "generalenquiries",
    "governance",
    "governors",
    "hello",
    "head",
    "headofservice",
    "headsoffice",
    "headspa",
    "headteacher",
    "headteachers",
    "help",
    "helpdesk",
    "hr",
    "humanresources",
    "info",
    "information",
    "inquiries",
    "it",
    "itsupport",
    "learning",
    "learninganddevelopment",
    "mail",
    "mailbox",
    "mainoffice",
    "manager",
    "noreply",
    "donotreply",
    "office",
    "officeadmin",
    "officemanager",
    "parents",
    "pastoral",
    "payroll",
    "postbox",
    "postmaster",
    "webmaster",
    "hostmaster",
    "abuse",
    "principal",
    "privacy",
    "reception",
    "receptionist",
    "recruitment",
    "safeguarding",
    "school",
    "schooladmin",
    "schooloffice",
    "secretary",
    "send",
    "senco",
    "service",
    "services",
    "shared",
    "staff",
    "support",
    "team",
    "theoffice",
    "training",
    "trainingteam",
    "welcome",
    "workforce",
    "workforcedevelopment",
];

/// Whether a local part (what stands before the `@`) is that of an office: `office@`, `School.Office@`, `admin2@`,
/// `hr+courses@`. The whole of it must be such a word: `jo.head@` is a person.
#[must_use]
pub fn is_shared_mailbox(local: &str) -> bool {
    let before_tag = local.split('+').next().unwrap_or_default();
    let squeezed: String = before_tag
        .chars()
        .filter(|c| !matches!(c, '.' | '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    SHARED.contains(&squeezed.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// How many words of a search count.
const MOST_WORDS: usize = 8;

/// Any text in the form in which it is searched, sorted and told from its likes: see [`fold`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded(String);

impl Folded {
    /// Folds `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(fold(text))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its words, as a name is searched by: `surname, first` has two, and so has a hyphenated surname, whether typed
    /// with its hyphen or with a space. What is no word stands for itself.
    #[must_use]
    pub fn words(&self) -> Vec<&str> {
        let parted = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '-');
        let words: Vec<&str> =
            self.0.split(parted).filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
        if words.is_empty() { vec![&self.0] } else { words }
    }
}

/// Text as it is searched, sorted and compared: lower case, accents of Latin and Greek letters taken off, typographic
/// apostrophes and dashes as typed ones, single spaces. `Ŵyn  O’Neill` and `wyn o'neill` fold to the same.
///
/// Not for telling addresses apart: [`EmailAddress::folded`] keeps lookalikes distinct.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut keeps_marks = false;
    for c in text.nfkd().flat_map(char::to_lowercase) {
        if is_combining_mark(c) {
            if keeps_marks {
                out.push(c);
            }
            continue;
        }
        // Elsewhere a mark makes another letter (Cyrillic й is not и), or there is no writing without it.
        keeps_marks =
            c.is_alphabetic() && !matches!(c, 'a'..='z' | '\u{80}'..='\u{24F}' | '\u{370}'..='\u{3FF}');
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ħ' => out.push('h'),
            'ŧ' => out.push('t'),
            'ı' => out.push('i'),
            'ŋ' => out.push_str("ng"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{2B9}' | '\u{60}' | '\u{B4}' => {
                out.push('\'');
            }
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{200C}' | '\u{200D}' => {}
            other => out.push(other),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ").nfc().collect()
}
