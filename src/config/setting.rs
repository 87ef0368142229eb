//! What a setting is, and what is said when one is wrong.

use std::fmt;

use lettre::message::Mailbox;

/// A setting and how its text is read.
pub struct Setting<T: 'static> {
    /// What there is to know about it.
    pub about: About,
    /// Reads it; the error is a clause that says why not, such as "it is not a whole number".
    pub parse: fn(&str) -> Result<T, String>,
}

/// What there is to know about a setting, apart from its type.
#[derive(Debug)]
pub struct About {
    /// Its name, which is also its key in the TOML file.
    pub name: &'static str,
    /// Its flag, without the two hyphens.
    pub flag: &'static str,
    /// Its environment variable.
    pub env: &'static str,
    /// Its value when nobody gives one; None when it is optional or worked out from others.
    pub default: Option<&'static str>,
    /// What it means, as a sentence.
    pub meaning: &'static str,
    /// What a right value looks like.
    pub right: &'static str,
    /// How its value may be shown.
    pub shown: fn(&str) -> String,
}

/// A value that anybody may see.
#[must_use]
pub fn plainly(value: &str) -> String {
    value.to_owned()
}

/// A value that nobody may see.
#[must_use]
pub fn not_at_all(_: &str) -> String {
    "(not shown)".to_owned()
}

/// A URL without the user and password in it, also when it is malformed.
#[must_use]
pub fn without_password(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").map_or(("", url), |(scheme, rest)| (scheme, rest));
    let rest = rest.rsplit_once('@').map_or_else(|| rest.to_owned(), |(_, host)| format!("…@{host}"));
    let (place, query) =
        rest.split_once('?').map_or((rest.as_str(), None), |(place, query)| (place, Some(query)));
    let mut shown = if scheme.is_empty() { String::new() } else { format!("{scheme}://") };
    shown.push_str(place);
    for (position, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if position == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some((key, _)) if key.to_lowercase().contains("pass") => {
                shown.push_str(key);
                shown.push_str("=…");
            }
            _ => shown.push_str(pair),
        }
    }
    shown
}

/// A setting that cannot be used: which, why, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The setting as it was given: `--port`, `LADDER_PORT`, `port in ladder.toml`.
    pub setting: String,
    /// What it was, unless that is a secret or it was not given.
    pub value: Option<String>,
    /// Why it cannot be used.
    pub why: String,
    /// What would be right.
    pub right: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => writeln!(f, "{} is {value:?}", self.setting)?,
            None => writeln!(f, "{}", self.setting)?,
        }
        writeln!(f, "  wrong because {}", self.why)?;
        write!(f, "  right would be {}", self.right)
    }
}

impl std::error::Error for Problem {}

/// Reads a whole number between two bounds, both included.
pub(super) fn whole_number<T>(text: &str, least: T, most: T) -> Result<T, String>
where
    T: std::str::FromStr + PartialOrd + fmt::Display + Copy,
{
    let number: T =
        text.trim().parse().map_err(|_| format!("it is not a whole number from {least} to {most}"))?;
    if number < least || number > most {
        return Err(format!("it is not between {least} and {most}"));
    }
    Ok(number)
}

/// Reads yes or no.
pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err("it is neither true nor false".to_owned()),
    }
}

/// Reads one line of text that people will see and mail headers will carry.
pub(super) fn one_line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("it holds a control character such as a line break".to_owned());
    }
    if text.chars().count() > 200 {
        return Err("it is longer than 200 characters".to_owned());
    }
    Ok(text.to_owned())
}

/// Reads a path.
pub(super) fn path(text: &str) -> Result<std::path::PathBuf, String> {
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if text.contains('\0') {
        return Err("it holds a NUL character, which no path may".to_owned());
    }
    Ok(text.into())
}

/// Reads a bare e-mail address.
pub(crate) fn address(text: &str) -> Result<String, String> {
    let mailbox: Mailbox = text.trim().parse().map_err(|_| "it is not an e-mail address".to_owned())?;
    if mailbox.name.is_some() {
        return Err("it has a name beside the address".to_owned());
    }
    Ok(mailbox.email.to_string())
}
