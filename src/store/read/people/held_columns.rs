//! How a list of tables says what a person is given of each column.

/// A table of ours.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Which of its rows are about a person.
    pub rows: Rows,
    /// Every column of it, where rows of it are about people.
    pub columns: &'static [Column],
}

/// Which rows are about a person.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// Those for which this holds of `t`, with `$1` as the person.
    Theirs(&'static str),
    /// None, for this reason.
    NotTheirs(&'static str),
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What the person is given of it.
    pub given: Given,
}

/// What is given of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// All of it.
    As(Kind),
    /// Nothing, for this reason.
    Not(&'static str),
}

/// How a column is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An id.
    Id,
    /// Text, a number or a day: as it stands.
    Plain,
    /// Yes or no.
    YesNo,
    /// A time in UTC.
    Moment,
    /// JSON in text.
    Json,
    /// An id of that table, shown as that column of it.
    Named(&'static str, &'static str),
}

macro_rules! given {
    (id) => {
        Given::As(Kind::Id)
    };
    (text) => {
        Given::As(Kind::Plain)
    };
    (number) => {
        Given::As(Kind::Plain)
    };
    (day) => {
        Given::As(Kind::Plain)
    };
    (flag) => {
        Given::As(Kind::YesNo)
    };
    (at) => {
        Given::As(Kind::Moment)
    };
    (json) => {
        Given::As(Kind::Json)
    };
    (person) => {
        Given::As(Kind::Named("people", "name"))
    };
    (course) => {
        Given::As(Kind::Named("courses", "title"))
    };
    (organisation) => {
        Given::As(Kind::Named("organisations", "name"))
    };
    ((named $table:literal $column:literal)) => {
        Given::As(Kind::Named($table, $column))
    };
    ((not $why:expr)) => {
        Given::Not($why)
    };
}
pub(super) use given;
