//! Lines of an import that may or may not mean the person or organisation on record: each waits for an answer.

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

/// A line that waits for an answer: is what it names the one on record?
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDoubt {
    /// The line of the file.
    pub line: u64,
    /// What is not certain, as a sentence that goes on from the line.
    pub says: String,
    /// What is meant by a yes.
    pub yes: String,
    /// What a yes does.
    pub then: String,
}

impl LineDoubt {
    /// The address belongs to a record with a clearly other name.
    #[must_use]
    pub fn other_name(line: u64, name: &str, known_as: &str, email: &str) -> Self {
        Self {
            line,
            says: format!("the address {email} is that of {known_as}, and the line says {name}."),
            yes: format!("{name} is {known_as}"),
            then: format!("The record with the address {email}; the name on record stays."),
        }
    }

    /// The organisation on record has another mail domain.
    #[must_use]
    pub fn other_domain(line: u64, name: &str, recorded: &str, says: &str) -> Self {
        Self {
            line,
            says: format!("{name} has the mail domain {recorded}, and the line says {says}."),
            yes: format!("{name} now has the domain {says}"),
            then: format!(
                "Whoever confirms an address under {says} belongs to it from then on; {recorded} confirms nobody any more."
            ),
        }
    }

    /// An organisation of this name is on record, without the number the line has.
    #[must_use]
    pub fn same_organisation(line: u64, name: &str, number: &str) -> Self {
        Self {
            line,
            says: format!("{name} is on record already, without a number, and the line says {number}."),
            yes: format!("{name} is the one on record"),
            then: format!(
                "It gets the number {number}. If it is another one of the same name, leave this open."
            ),
        }
    }
}

impl fmt::Display for LineDoubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, says, .. } = self;
        write!(f, "line {line}: {says}")
    }
}
