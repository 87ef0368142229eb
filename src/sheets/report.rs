//! An attendance report of Zoom, Teams or Google Meet, read from whatever file it was saved as.

use std::io::{Read, Seek};

use crate::domain::{
    imports::LineProblem,
    report_tables::{Reading, Report},
};

/// Reads it.
///
/// # Errors
/// It cannot be read, or nobody joins anything in it; said with its line.
pub fn read<F: Read + Seek>(file: &mut F) -> Result<Report, LineProblem> {
    let mut reading = Reading::default();
    super::read(file, &mut |row| reading.take(&row))?;
    reading.finish()
}
