//! What people type, checked at the door: which field is wrong, and what would be right.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// One thing wrong with what came in, said so that whoever typed it can put it right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field as the API names it, such as `email` or `dates[2].ends_at`.
    pub field: String,
    /// A plain sentence that says what would be right.
    pub message: String,
}

impl FieldError {
    /// Names a field and says what would be right.
    #[must_use]
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Gathers every broken rule of one input, so that they are told all at once.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong so far.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a broken rule.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// The value if it is right; otherwise keeps the error and goes on to the next field.
    pub fn keep<T>(&mut self, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|error| self.0.push(error)).ok()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `value` if nothing is wrong.
    ///
    /// # Errors
    /// Every broken rule that was kept or added.
    pub fn finish<T>(self, value: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }

    /// The broken rules themselves.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }
}

/// The most a reason that stays on record may hold, in characters.
pub const LONGEST_REASON: usize = 500;
/// The most a note, or a reason that somebody is told, may hold, in characters.
pub const LONGEST_NOTE: usize = 1_000;

/// One line of text that must be there: trimmed, inner spaces kept, at most `max` characters.
///
/// # Errors
/// Empty, too long, more than one line, or with characters that cannot be shown.
pub fn short_text(field: &str, value: &str, max: usize) -> Result<String, FieldError> {
    optional_short_text(field, Some(value), max)?
        .ok_or_else(|| FieldError::new(field, format!("Fill this in, in at most {max} characters.")))
}

/// One line of text that may be left out; nothing but spaces counts as left out.
///
/// # Errors
/// Too long, more than one line, or with characters that cannot be shown.
pub fn optional_short_text(
    field: &str,
    value: Option<&str>,
    max: usize,
) -> Result<Option<String>, FieldError> {
    let Some(value) = value else { return Ok(None) };
    if value.contains(['\n', '\r']) {
        return Err(FieldError::new(field, "Write this on one line, without line breaks."));
    }
    finished_text(field, &value.replace('\t', " "), max)
}

/// Text of any number of lines that must be there; line ends become `\n`.
///
/// # Errors
/// Empty, too long, or with characters that cannot be shown.
pub fn long_text(field: &str, value: &str, max: usize) -> Result<String, FieldError> {
    optional_long_text(field, Some(value), max)?
        .ok_or_else(|| FieldError::new(field, format!("Fill this in, in at most {max} characters.")))
}

/// Text of any number of lines that may be left out; nothing but white space counts as left out.
///
/// # Errors
/// Too long, or with characters that cannot be shown.
pub fn optional_long_text(
    field: &str,
    value: Option<&str>,
    max: usize,
) -> Result<Option<String>, FieldError> {
    let Some(value) = value else { return Ok(None) };
    let unix = value.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
    finished_text(field, &unix, max)
}

fn finished_text(field: &str, value: &str, max: usize) -> Result<Option<String>, FieldError> {
    let text = showable(field, value, &['\n'])?;
    let text = text.trim();
    let length = text.chars().count();
    if length > max {
        return Err(FieldError::new(field, format!("Use at most {max} characters; this has {length}.")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The text composed (NFC, so that `w` with a circumflex pasted as two characters prints as one), without the
/// invisible characters that come along when people paste.
///
/// # Errors
/// It holds a control character outside `allowed`, a bidirectional override, or a character that stands for none.
pub(super) fn showable(field: &str, value: &str, allowed: &[char]) -> Result<String, FieldError> {
    if let Some(bad) = value.chars().find(|c| cannot_be_shown(*c) && !allowed.contains(c)) {
        let code = u32::from(bad);
        let message = if bad == '\u{FFFD}' {
            "Type this again: some of its letters were lost on the way (wrong encoding).".to_owned()
        } else {
            format!("Take out the character U+{code:04X}: it cannot be shown.")
        };
        return Err(FieldError::new(field, message));
    }
    Ok(value.chars().filter(|c| !is_invisible_paste(*c)).nfc().collect())
}

fn cannot_be_shown(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // Bidirectional embeddings, overrides and isolates make text read otherwise than it is.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            // Line and paragraph separators break lines where a line feed would not be allowed.
            | '\u{2028}' | '\u{2029}'
            | '\u{FFF9}'..='\u{FFFD}'
            | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Soft hyphens, direction marks, zero-width spaces, byte-order marks and tags: nobody can see that they are there,
/// so asking to take them out would help nobody. Joiners stay, since scripts need them.
fn is_invisible_paste(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{E0000}'
            ..='\u{E007F}'
    )
}
