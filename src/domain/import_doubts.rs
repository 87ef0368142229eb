//! Lines of an import whose address is known under another name: each waits for the answer that it is the same person.

use std::{collections::BTreeSet, fmt};

/// Which lines have the answer that the person they name is the one whose address it is, under another name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SamePerson {
    /// None of them.
    #[default]
    Nobody,
    /// These lines.
    Lines(BTreeSet<u64>),
    /// Every line.
    All,
}

impl SamePerson {
    /// Reads `all`, or numbers of lines with commas between.
    ///
    /// # Errors
    /// Says what is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim().eq_ignore_ascii_case("all") {
            return Ok(Self::All);
        }
        let number = |part: &str| {
            part.trim()
                .parse::<u64>()
                .map_err(|_| format!("{part:?} is no line: say all, or lines such as 2,5"))
        };
        Ok(Self::Lines(text.split(',').map(number).collect::<Result<_, _>>()?))
    }

    /// Whether a line is answered.
    #[must_use]
    pub fn covers(&self, line: u64) -> bool {
        match self {
            Self::Nobody => false,
            Self::Lines(lines) => lines.contains(&line),
            Self::All => true,
        }
    }
}

/// A line whose address belongs to a record with a clearly other name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDoubt {
    /// The line of the file.
    pub line: u64,
    /// The name it gives.
    pub name: String,
    /// The name on record.
    pub known_as: String,
    /// The address.
    pub email: String,
}

impl fmt::Display for LineDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, name, known_as, email } = self;
        write!(f, "line {line}: the address {email} is that of {known_as}, and the line says {name}.")
    }
}
