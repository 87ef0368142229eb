//! Files that people have, read as tables of text: CSV in every encoding and separator met, `.xlsx` and `.ods`; and
//! tables that go out to them.
//!
//! A file is told by its content, never by its name, and read from where it lies a line at a time, so that a large one
//! needs no more memory than a small one. What it turned out to be is part of the answer.

mod bounds;
mod characters;
pub mod list;
pub mod outgoing;
pub mod report;
mod text_file;
mod workbook;

use std::{
    io::{Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use crate::domain::{
    imports::LineProblem,
    tables::{Format, Row},
};

/// Whoever is given the lines, and may have seen enough.
pub type Lines<'l> = &'l mut dyn FnMut(Row) -> ControlFlow<()>;

/// What files begin with that are neither text nor a workbook we read, and what to do with them.
const OTHERS: &[(&[u8], &str)] = &[
    (
        &[0xD0, 0xCF, 0x11, 0xE0],
        "this is an old Excel file (.xls), or one with a password: open it, save it as .xlsx without a password, and \
         bring that.",
    ),
    (b"%PDF", "this is a PDF, which has no columns: bring the spreadsheet it was made from."),
    (b"{\\rtf", "this is a text document: copy its table into a spreadsheet, and bring that."),
];

/// Reads a file from its beginning.
///
/// # Errors
/// It is none of the files we read, or broken; said with its line.
pub fn read<F: Read + Seek>(file: &mut F, lines: Lines<'_>) -> Result<Format, LineProblem> {
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let mut start = [0_u8; 8];
    let length = fill(file, &mut start).map_err(|error| unreadable(&error))?;
    let start = &start[..length];
    refuse_others(start)?;
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        workbook::read(file, lines)
    } else {
        text_file::read(file, lines)
    }
}

/// Says what a file is that begins like none we read.
fn refuse_others(start: &[u8]) -> Result<(), LineProblem> {
    let other = OTHERS.iter().find(|(begins, _)| start.starts_with(begins));
    other.map_or(Ok(()), |(_, why)| Err(LineProblem::whole(1, *why)))
}

/// A file as the text somebody would have pasted from it: its lines, cells apart by tabs; a text file as it is.
///
/// # Errors
/// As [`read`].
pub fn as_text(bytes: &[u8]) -> Result<String, LineProblem> {
    refuse_others(bytes)?;
    let mut file = std::io::Cursor::new(bytes);
    if !bytes.starts_with(b"PK\x03\x04") {
        return text_file::whole(&mut file);
    }
    let mut text = String::new();
    read(&mut file, &mut |row| {
        let cells = row.cells.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
        text.push_str(&cells.collect::<Vec<_>>().join("\t"));
        text.push('\n');
        ControlFlow::Continue(())
    })?;
    Ok(text)
}

/// As many bytes as there are, up to all of `into`.
fn fill(file: &mut impl Read, into: &mut [u8]) -> std::io::Result<usize> {
    let mut at = 0;
    while at < into.len() {
        match file.read(&mut into[at..])? {
            0 => break,
            read => at += read,
        }
    }
    Ok(at)
}

fn unreadable(error: &std::io::Error) -> LineProblem {
    LineProblem::whole(1, format!("the file cannot be read: {error}."))
}
