//! Tables as people's files hold them: lines of text cells, from whichever program.

/// A line with its number as the program shows it, the first being 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
    /// Whether the file leaves out cells that are empty, as workbooks do: a short line misses nothing then.
    pub padded: bool,
}

impl Row {
    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.filled() == 0
    }

    /// How many of its cells have something in them.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
}

/// From where a workbook counts days that stand in it as plain numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayNumbers {
    /// Day 1 is 1 January 1900, as nearly every program has it.
    From1900,
    /// Day 0 is 1 January 1904, as old programs for the Mac had it.
    From1904,
}

/// What a file turned out to be, shown before anything is taken from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format {
    /// In a sentence, such as `A CSV file in UTF-8, its cells apart by semicolons`.
    pub said: String,
    /// How plain numbers count days; nothing for a text file.
    pub days: Option<DayNumbers>,
    /// What is worth knowing about what was not read: further sheets, formulas without a value.
    pub notes: Vec<String>,
}

/// Words that a formula without its result leaves in a cell: no name, address or day reads like this.
pub const NO_RESULT: &str = "(a formula without its result)";
