//! What is held about a person, written into an archive: every row as JSON, and the tables people read for a
//! spreadsheet.

use std::io::Write;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use tempfile::SpooledTempFile;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    domain::{
        booking_states::shown,
        certificates::CertificateSnapshot,
        ids::{PersonId, SessionId},
        times::{self, ZoneNote, moment},
        words::BookingState,
    },
    sheets::outgoing::{Cell, Table},
    store::{
        error::Error,
        read::{
            bookings::booking::BookingView,
            people::{
                held::Held,
                held_tables::{Rows, TABLES},
            },
        },
    },
};

/// Bookings read at once.
const STEP: i64 = 200;

/// An archive being written: on the disk, without a name, once it is large.
pub(super) type Archive = ZipWriter<SpooledTempFile>;

/// More than this of an archive goes to the disk, in bytes.
const HELD: usize = 4 * 1024 * 1024;

fn broken(why: impl ToString) -> Error {
    Error::Broken(format!("an archive of somebody's data: {}", why.to_string()))
}

/// Begins a file of the archive.
pub(super) fn begin(archive: &mut Archive, name: &str) -> Result<(), Error> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file(name, options).map_err(broken)
}

/// Begins a file of the archive that is packed already, such as a picture.
pub(super) fn begin_stored(archive: &mut Archive, name: &str) -> Result<(), Error> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(name, options).map_err(broken)
}

/// Adds a whole file to the archive.
pub(super) fn add(archive: &mut Archive, name: &str, content: &[u8]) -> Result<(), Error> {
    begin(archive, name)?;
    archive.write_all(content).map_err(broken)
}

/// What the archive was made of, for what is added to it afterwards.
pub(super) struct Written {
    pub(super) archive: Archive,
    /// Sessions on which they have or had a place.
    pub(super) sessions: Vec<SessionId>,
    /// What their certificates say.
    pub(super) papers: Vec<CertificateSnapshot>,
}

/// Writes it, from one moment of the database.
pub(super) fn write(
    held: &mut Held<'_>,
    (person, now): (PersonId, DateTime<Utc>),
    about: &str,
) -> Result<Written, Error> {
    let mut archive = ZipWriter::new(SpooledTempFile::new(HELD));
    add(&mut archive, "read-me.txt", about.as_bytes())?;
    everything(held, &mut archive, &json!({"made_at": now, "person_id": person}))?;
    let sessions = bookings(held, &mut archive, now)?;
    learning(held, &mut archive, now)?;
    certificates(held, &mut archive, now)?;
    let papers = held.papers()?;
    Ok(Written { archive, sessions, papers })
}

/// Every row, a table after the other, written as it is read: no table is ever in memory as a whole.
fn everything(held: &mut Held<'_>, archive: &mut Archive, head: &Value) -> Result<(), Error> {
    begin(archive, "everything.json")?;
    write_text(archive, head.to_string().trim_end_matches('}'))?;
    for table in TABLES.iter().filter(|table| matches!(table.rows, Rows::Theirs(_))) {
        write_text(archive, &format!(",\n\n\"{}\": [", table.name))?;
        let mut first = true;
        held.rows(table, |row: Map<String, Value>| {
            let line = if first { "\n" } else { ",\n" };
            first = false;
            write_text(archive, &format!("{line}{}", Value::Object(row)))
        })?;
        write_text(archive, "]")?;
    }
    write_text(archive, "\n}\n")
}

fn write_text(archive: &mut Archive, text: &str) -> Result<(), Error> {
    archive.write_all(text.as_bytes()).map_err(broken)
}

/// Adds a table, as text and as a workbook.
fn add_table(archive: &mut Archive, table: &Table, now: DateTime<Utc>) -> Result<(), Error> {
    let name = &table.title;
    add(archive, &format!("{name}.csv"), &table.csv().map_err(broken)?)?;
    add(archive, &format!("{name}.xlsx"), &table.workbook(now).map_err(broken)?)
}

fn headed<const N: usize>(title: &str, head: [&str; N]) -> Table {
    Table { title: title.to_owned(), head: head.map(str::to_owned).to_vec(), rows: Vec::new() }
}

fn bookings(held: &mut Held<'_>, archive: &mut Archive, now: DateTime<Utc>) -> Result<Vec<SessionId>, Error> {
    let mut table =
        headed("bookings", ["reference", "course", "first date", "begins", "organisation", "state"]);
    let mut sessions = Vec::new();
    let mut after = None;
    loop {
        let some = held.bookings(after, STEP)?;
        table.rows.extend(some.iter().map(booking_line));
        sessions.extend(some.iter().filter(|view| has_dates(view.state)).map(|view| view.session_id));
        after = some.last().map(|view| view.id);
        if i64::try_from(some.len()).unwrap_or(0) < STEP {
            break;
        }
    }
    add_table(archive, &table, now)?;
    sessions.sort();
    sessions.dedup();
    Ok(sessions)
}

fn has_dates(state: BookingState) -> bool {
    use BookingState as S;
    matches!(state, S::Booked | S::Attended | S::PartlyAttended | S::NoShow)
}

fn booking_line(view: &BookingView) -> Vec<Cell> {
    let zone = view.timezone.tz();
    vec![
        Cell::text(&view.reference),
        Cell::text(&view.course.title),
        Cell::Day(times::day_in(view.starts_at, zone)),
        Cell::text(moment(view.starts_at, zone, ZoneNote::WhenElsewhere)),
        view.organisation.as_ref().map_or(Cell::Empty, |organisation| Cell::text(&organisation.name)),
        Cell::text(shown(view.state)),
    ]
}

fn learning(held: &mut Held<'_>, archive: &mut Archive, now: DateTime<Utc>) -> Result<(), Error> {
    let head = ["course", "on", "outcome", "CPD minutes", "how they were worked out"];
    let mut table = headed("learning", head);
    for entry in held.learning()?.years.into_iter().flat_map(|year| year.entries) {
        table.rows.push(vec![
            Cell::text(entry.course.title),
            Cell::day(entry.on),
            Cell::text(entry.outcome),
            Cell::Number(entry.cpd_minutes),
            entry.cpd_basis.map_or(Cell::Empty, Cell::text),
        ]);
    }
    add_table(archive, &table, now)
}

fn certificates(held: &mut Held<'_>, archive: &mut Archive, now: DateTime<Utc>) -> Result<(), Error> {
    let head = ["number", "course", "completed on", "CPD minutes", "state", "code"];
    let mut table = headed("certificates", head);
    for view in held.certificates()? {
        table.rows.push(vec![
            Cell::text(view.number),
            Cell::text(view.course_title),
            Cell::Day(view.completed_on),
            Cell::Number(view.cpd_minutes),
            Cell::text(view.state.to_string()),
            Cell::text(view.verification_code),
        ]);
    }
    add_table(archive, &table, now)
}
