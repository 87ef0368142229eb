//! What is held about a person, written into an archive: every row as JSON, and the tables people read for a
//! spreadsheet.

use std::io::{Cursor, Write};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    domain::{
        booking_states::shown,
        certificates::CertificateSnapshot,
        csv_cells::neutralise,
        ids::{PersonId, SessionId},
        times::{self, ZoneNote, moment},
        words::BookingState,
    },
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

/// An archive being written.
pub(super) type Archive = ZipWriter<Cursor<Vec<u8>>>;

fn broken(why: impl ToString) -> Error {
    Error::Broken(format!("an archive of somebody's data: {}", why.to_string()))
}

/// Begins a file of the archive.
pub(super) fn begin(archive: &mut Archive, name: &str) -> Result<(), Error> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
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
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut archive, "read-me.txt", about.as_bytes())?;
    everything(held, &mut archive, &json!({"made_at": now, "person_id": person}))?;
    let sessions = bookings(held, &mut archive)?;
    learning(held, &mut archive)?;
    certificates(held, &mut archive)?;
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

fn csv_of(lines: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    for line in lines {
        file.write_record(line.iter().map(|cell| neutralise(cell).into_owned())).map_err(broken)?;
    }
    file.into_inner().map_err(broken)
}

fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn bookings(held: &mut Held<'_>, archive: &mut Archive) -> Result<Vec<SessionId>, Error> {
    let mut lines = vec![cells(["reference", "course", "first date", "organisation", "state"])];
    let mut sessions = Vec::new();
    let mut after = None;
    loop {
        let some = held.bookings(after, STEP)?;
        lines.extend(some.iter().map(booking_line));
        sessions.extend(some.iter().filter(|view| has_dates(view.state)).map(|view| view.session_id));
        after = some.last().map(|view| view.id);
        if i64::try_from(some.len()).unwrap_or(0) < STEP {
            break;
        }
    }
    add(archive, "bookings.csv", &csv_of(&lines)?)?;
    sessions.sort();
    sessions.dedup();
    Ok(sessions)
}

fn has_dates(state: BookingState) -> bool {
    use BookingState as S;
    matches!(state, S::Booked | S::Attended | S::PartlyAttended | S::NoShow)
}

fn booking_line(view: &BookingView) -> Vec<String> {
    vec![
        view.reference.clone(),
        view.course.title.clone(),
        moment(view.starts_at, view.timezone.tz(), ZoneNote::WhenElsewhere),
        view.organisation.as_ref().map_or_else(String::new, |organisation| organisation.name.clone()),
        shown(view.state).to_owned(),
    ]
}

fn learning(held: &mut Held<'_>, archive: &mut Archive) -> Result<(), Error> {
    let mut lines = vec![cells(["course", "on", "outcome", "CPD minutes", "how they were worked out"])];
    for entry in held.learning()?.years.into_iter().flat_map(|year| year.entries) {
        lines.push(vec![
            entry.course.title,
            entry.on.map(times::day).unwrap_or_default(),
            entry.outcome,
            entry.cpd_minutes.to_string(),
            entry.cpd_basis.unwrap_or_default(),
        ]);
    }
    add(archive, "learning.csv", &csv_of(&lines)?)
}

fn certificates(held: &mut Held<'_>, archive: &mut Archive) -> Result<(), Error> {
    let mut lines = vec![cells(["number", "course", "completed on", "CPD minutes", "state", "code"])];
    for view in held.certificates()? {
        lines.push(vec![
            view.number,
            view.course_title,
            times::day(view.completed_on),
            view.cpd_minutes.to_string(),
            view.state.to_string(),
            view.verification_code,
        ]);
    }
    add(archive, "certificates.csv", &csv_of(&lines)?)
}
