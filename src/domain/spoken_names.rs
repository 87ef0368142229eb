//! Names as lists and files have them, made into names as they are said, which print on certificates: `Smith, Dr Jane
//! (she/her)` is Jane Smith.
//!
//! A title or pronouns stand on a certificate only when the person puts them there, where they are asked how their name
//! should appear. What else stands in brackets may be a part of the name or not, so it is asked about.

use super::people::fold;

/// What stands in front of a name and is none.
const TITLES: [&str; 21] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "revd",
    "reverend",
    "sir",
    "dame",
    "cllr",
    "councillor",
    "sgt",
    "insp",
    "dci",
    "dsu",
    "hon",
];

/// Letters behind a name and its comma, which are no first name.
const BEHIND: [&str; 21] = [
    "ba", "bed", "bsc", "cbe", "dclinpsy", "ded", "edd", "jr", "ma", "mba", "mbe", "med", "msc", "mphil",
    "obe", "pgce", "phd", "qc", "qts", "rgn", "sr",
];

const PRONOUNS: [&str; 17] = [
    "he", "him", "his", "she", "her", "hers", "they", "them", "their", "theirs", "it", "its", "xe", "xem",
    "ze", "zir", "any",
];

/// What else people put into brackets that is no part of a name.
const ASIDES: [&str; 6] = ["external", "ext", "guest", "pronouns", "organiser", "host"];

/// Letters behind a name, such as `PhD` or `Q.T.S.`.
#[must_use]
pub fn is_behind(text: &str) -> bool {
    BEHIND.contains(&fold(text).replace('.', "").as_str())
}

/// Whether a word is a title such as `Dr`, with or without its full stop.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&fold(word).trim_end_matches('.'))
}

/// `she/her`, `they / them`, `he, him`.
fn is_pronouns(text: &str) -> bool {
    let folded = fold(text);
    let mut words = folded.split(['/', ',', ' ', '-']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| PRONOUNS.contains(&word))
}

/// A text without its brackets where they hold pronouns and the like; those around an address stay.
///
/// # Errors
/// Something else stands in them: a sentence that asks for the name without it.
pub fn without_brackets(text: &str) -> Result<String, String> {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(open) = rest.find(['(', '[']) {
        let close = if rest[open..].starts_with('(') { ')' } else { ']' };
        let Some(length) = rest[open..].find(close) else { break };
        let inside = &rest[open + 1..open + length];
        kept.push_str(&rest[..open]);
        rest = &rest[open + length + 1..];
        if inside.contains('@') {
            kept.push_str(&format!("<{}>", inside.trim()));
        } else if !(inside.trim().is_empty()
            || is_pronouns(inside)
            || ASIDES.contains(&fold(inside).as_str()))
        {
            return Err(format!(
                "is ({}) a part of the name? Write the name as it should stand on a certificate, without brackets.",
                inside.trim()
            ));
        }
    }
    kept.push_str(rest);
    Ok(kept)
}

/// A name, or a part of one, without the titles before it and pronouns behind it; nothing when that is all there is.
#[must_use]
pub fn without_title(part: &str) -> Option<String> {
    let words: Vec<&str> = part.split(' ').filter(|word| !word.is_empty()).collect();
    let first = words.iter().position(|word| !is_title(word))?;
    let last = words.iter().rposition(|word| !(word.contains('/') && is_pronouns(word)))?;
    let name = words.get(first..=last)?.join(" ");
    (!name.is_empty()).then_some(name)
}

/// A whole name as it is said: `surname, first name` turned round, titles, pronouns and letters behind it left out.
///
/// # Errors
/// What cannot be told apart for certain: a sentence that says what to write.
pub fn as_said(typed: &str) -> Result<String, String> {
    let plain = without_brackets(typed)?;
    let parts: Vec<String> = plain.split(',').filter_map(without_title).collect();
    let mut names = parts.iter().enumerate().filter(|(at, part)| *at == 0 || !is_behind(part));
    match (names.next(), names.next(), names.next()) {
        // A title is all there is: what is wrong with it is said where the name is read.
        (None, ..) => Ok(typed.trim().to_owned()),
        (Some((_, name)), None, _) => Ok(name.clone()),
        (Some((_, last)), Some((_, first)), None) => Ok(format!("{first} {last}")),
        _ => Err(format!(
            "this has more in it than one name ({}). Write the name as it should stand on a certificate: Sam Okoro.",
            parts.join(" / ")
        )),
    }
}
