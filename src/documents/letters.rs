//! What single letters are: their script, and which of them belong together.

use harfrust::{Script, unicode};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::printable::is_unseen;

/// Joins letters, or keeps them apart, and draws nothing itself.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The sign that makes one of two consonants in the scripts of India.
fn is_virama(c: char) -> bool {
    unicode::combining_class(u32::from(c)) == 9
}

/// What a character's script is, where it has one of its own.
pub(super) fn script_of(c: char) -> Option<Script> {
    let script = unicode::script(u32::from(c));
    let shared = [Script::COMMON, Script::INHERITED, Script::UNKNOWN];
    (!shared.contains(&script)).then_some(script)
}

/// The pieces of a text between which it may be broken: letters with their marks and what joins them.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = &str> {
    let mut starts: Vec<usize> = Vec::new();
    let mut joined = false;
    for (at, c) in text.char_indices() {
        let continues = is_combining_mark(c) || is_joiner(c);
        if starts.is_empty() || !(continues || joined) {
            starts.push(at);
        }
        joined = is_joiner(c) || is_virama(c);
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(move |(start, end)| &text[start..end])
}

/// Composed letters, single spaces, nothing invisible but what joins the letters of scripts that have joining.
pub(super) fn clean(text: &str) -> String {
    let simple = [Script::LATIN, Script::GREEK, Script::CYRILLIC];
    let mut clean = String::with_capacity(text.len());
    for c in text.nfc() {
        if c.is_whitespace() || c.is_control() {
            if !clean.is_empty() && !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if is_joiner(c) {
            let joins = clean.chars().rev().take_while(|before| *before != ' ').find_map(script_of);
            if joins.is_some_and(|script| !simple.contains(&script)) {
                clean.push(c);
            }
        } else if !is_unseen(c) {
            clean.push(c);
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}
