//! Files that people have: every shape met, read to the same table or explained; and tables that go out to them.

mod outgoing;
mod reading;
mod report_readings;
mod reports;
mod workbooks;

use std::{io::Cursor, ops::ControlFlow};

use training_ladder::{
    domain::{
        import_columns::{Choices, ImportKind, Remembered},
        imports::LineProblem,
        tables::Format,
    },
    sheets::{
        self,
        list::{self, List},
    },
};

/// The number of a line, and its cells.
type Line = (u64, Vec<String>);

/// The lines of a file, each with its number.
fn lines(bytes: &[u8]) -> Result<(Format, Vec<Line>), LineProblem> {
    let mut rows = Vec::new();
    let format = sheets::read(&mut Cursor::new(bytes), &mut |row| {
        rows.push((row.line, row.cells));
        ControlFlow::Continue(())
    })?;
    Ok((format, rows))
}

/// What is read of a file of this kind.
fn list_of(kind: ImportKind, bytes: &[u8], choices: &Choices) -> Result<List, LineProblem> {
    list::read(&mut Cursor::new(bytes), kind, &Remembered::new(), choices)
}
