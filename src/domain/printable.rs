//! What papers can draw, and what is said of a name that they cannot.

use unicode_normalization::UnicodeNormalization;

use super::{grammar::listed, input::FieldError, people::PersonName};

/// The characters that the typefaces of papers draw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alphabet {
    /// From and to, both of them included, in order.
    ranges: Vec<(char, char)>,
}

impl Alphabet {
    /// Of these characters.
    #[must_use]
    pub fn of(characters: impl IntoIterator<Item = char>) -> Self {
        let mut characters: Vec<char> = characters.into_iter().collect();
        characters.sort_unstable();
        characters.dedup();
        let mut ranges: Vec<(char, char)> = Vec::new();
        for c in characters {
            match ranges.last_mut() {
                Some((_, last)) if u32::from(*last) + 1 == u32::from(c) => *last = c,
                _ => ranges.push((c, c)),
            }
        }
        Self { ranges }
    }

    fn has(&self, c: char) -> bool {
        let next = self.ranges.partition_point(|(first, _)| *first <= c);
        next.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|(_, last)| c <= *last)
    }

    /// Whether a character can be drawn: as it is, or as a letter with its marks.
    fn draws(&self, c: char) -> bool {
        is_unseen(c) || self.has(c) || std::iter::once(c).nfd().all(|part| part != c && self.has(part))
    }

    /// The characters of a text that cannot be printed, each once, in the order in which they stand.
    #[must_use]
    pub fn missing(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.nfc() {
            if !self.draws(c) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    /// Whether a text can be printed.
    #[must_use]
    pub fn prints(&self, text: &str) -> bool {
        self.missing(text).is_empty()
    }

    /// Holds the form of a name that is to be printed to what can be.
    ///
    /// # Errors
    /// Characters that no typeface draws, named.
    pub fn check(&self, field: &str, form: &PersonName) -> Result<(), FieldError> {
        match self.missing(form.as_str()).as_slice() {
            [] => Ok(()),
            missing => Err(FieldError::new(field, cannot_print(missing))),
        }
    }
}

/// What is said of characters that cannot be printed, to whoever can write them otherwise.
#[must_use]
pub fn cannot_print(characters: &[char]) -> String {
    format!(
        "We cannot print {} on a certificate. Write the name in letters that we can print, such as the Latin ones \
         of a passport.",
        shown(characters)
    )
}

/// Characters as a sentence names them: the first few.
#[must_use]
pub fn shown(characters: &[char]) -> String {
    const MOST: usize = 6;
    let mut names: Vec<String> = characters.iter().take(MOST).map(char::to_string).collect();
    match characters.len().saturating_sub(MOST) {
        0 => {}
        1 => names.push("one other".to_owned()),
        more => names.push(format!("{more} others")),
    }
    listed(&names, "and")
}

/// Characters that draw nothing but change what stands beside them: spaces, joiners, marks of direction, selectors.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
