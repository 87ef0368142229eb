//! Text files whose cells are kept apart by commas, semicolons or tabs.

use std::{
    cell::Cell,
    io::{self, BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use super::{
    Lines,
    characters::{Characters, Text},
    fill, unreadable,
};
use crate::domain::{
    imports::LineProblem,
    tables::{Format, Row},
};

/// What may keep cells apart; where two fit as well, the first.
const SEPARATORS: [(u8, &str); 3] = [(b'\t', "tabs"), (b';', "semicolons"), (b',', "commas")];
/// So much of a file shows how it is written.
const LOOKED_AT: usize = 64 * 1024;
/// No cell of a table is longer than this, in bytes; beyond it a quote was never closed.
const LONGEST_LINE: usize = 256 * 1024;

/// What the reader of lines takes ahead of the line it is at, at most.
const READ_AHEAD: usize = 64 * 1024;
/// Said of a line that does not end.
const WITHOUT_END: &str = "the line goes on without an end: a double quote may be missing somewhere in it.";

/// Gives up where a line goes on for longer than any does, before it is held as a whole.
struct Bounded<'l, R> {
    inner: R,
    /// Bytes that may still come before the next line has to be whole.
    left: &'l Cell<usize>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left.get();
        if left == 0 {
            return Err(io::Error::other(WITHOUT_END));
        }
        let most = into.len().min(left);
        let read = self.inner.read(into.get_mut(..most).unwrap_or_default())?;
        self.left.set(left - read);
        Ok(read)
    }
}

pub(super) fn read<F: Read + Seek>(file: &mut F, lines: Lines<'_>) -> Result<Format, LineProblem> {
    let characters = characters_of(file)?;
    let (separator, said) = separator_of(file, characters)?;
    let format = || Format {
        said: format!("A text file (CSV) in {}, its cells apart by {said}", characters.called()),
        days: None,
        notes: Vec::new(),
    };
    let left = Cell::new(0);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(Bounded { inner: Text::new(BufReader::new(file), characters), left: &left });
    let mut record = csv::StringRecord::new();
    loop {
        left.set(LONGEST_LINE + READ_AHEAD);
        let more = reader.read_record(&mut record).map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            if left.get() == 0 {
                return LineProblem::whole(line, WITHOUT_END);
            }
            LineProblem::whole(line, format!("the line cannot be split into cells: {error}."))
        })?;
        if !more {
            return Ok(format());
        }
        // Behind the record: what stood in it, and its own end, are the lines it took.
        let breaks = record.as_slice().bytes().filter(|byte| *byte == b'\n').count();
        let line = reader.position().line().saturating_sub(u64::try_from(breaks).unwrap_or(0) + 1).max(1);
        if record.as_slice().len() > LONGEST_LINE {
            return Err(LineProblem::whole(line, WITHOUT_END));
        }
        let names_separator = line == 1 && record.as_slice().starts_with("sep=");
        if names_separator {
            continue;
        }
        let cells = record.iter().map(str::to_owned).collect();
        if let ControlFlow::Break(()) = lines(Row { line, cells, padded: false }) {
            return Ok(format());
        }
    }
}

/// All of it, as it is.
pub(super) fn whole<F: Read + Seek>(file: &mut F) -> Result<String, LineProblem> {
    let characters = characters_of(file)?;
    let mut text = String::new();
    Text::new(file, characters).read_to_string(&mut text).map_err(|error| unreadable(&error))?;
    Ok(text)
}

fn characters_of<F: Read + Seek>(file: &mut F) -> Result<Characters, LineProblem> {
    Characters::of(file).map_err(|error| unreadable(&error))?.map_err(|line| {
        let why =
            "there is a NUL character, so this is no text file: save the list as .xlsx or as \"CSV UTF-8\".";
        LineProblem::whole(line, why)
    })
}

/// What keeps the cells apart: what a first line `sep=;` says, else what stands the same number of times in the most
/// lines, outside quotes.
fn separator_of<F: Read + Seek>(
    file: &mut F,
    characters: Characters,
) -> Result<(u8, &'static str), LineProblem> {
    let mut start = vec![0; LOOKED_AT];
    let length =
        fill(&mut Text::new(&mut *file, characters), &mut start).map_err(|error| unreadable(&error))?;
    file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(&error))?;
    let start = &start[..length];
    if let Some(named) = start.strip_prefix(b"sep=").and_then(|rest| rest.first())
        && let Some(known) = SEPARATORS.iter().find(|(separator, _)| separator == named)
    {
        return Ok(*known);
    }
    let lines = lines_outside_quotes(start);
    // Nobody types a tab into a cell, while days and times have commas.
    let with_tab = lines.iter().filter(|line| line.contains(&b'\t')).count();
    let with_text = lines.iter().filter(|line| line.iter().any(|byte| !byte.is_ascii_whitespace())).count();
    if with_tab * 2 > with_text {
        return Ok((b'\t', "tabs"));
    }
    let fits = |separator: u8| {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| line.iter().map(|byte| usize::from(*byte == separator)).sum())
            .filter(|count| *count > 0)
            .collect();
        let alike = |count: usize| counts.iter().filter(|other| **other == count).count();
        counts.iter().map(|count| (alike(*count), *count)).max().unwrap_or((0, 0))
    };
    // Of two that fit as well, `max_by_key` gives the last one.
    let best = SEPARATORS.iter().rev().max_by_key(|(separator, _)| fits(*separator));
    Ok(best.filter(|(separator, _)| fits(*separator).0 > 0).copied().unwrap_or((b',', "commas")))
}

/// The lines without what stands in double quotes.
fn lines_outside_quotes(text: &[u8]) -> Vec<Vec<u8>> {
    let (mut lines, mut quoted) = (vec![Vec::new()], false);
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => lines.push(Vec::new()),
            byte if !quoted => lines.last_mut().into_iter().for_each(|line| line.push(*byte)),
            _ => {}
        }
    }
    lines
}
