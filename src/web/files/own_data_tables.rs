//! What is held about a person, written into an archive: every row as JSON, and the tables people read for a
//! spreadsheet.

use std::io::{Cursor, Write};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    domain::{
        booking_states::shown,
        csv_cells::neutralise,
        ids::{PersonId, SessionId},
        times::{self, ZoneNote, moment},
        words::BookingState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::{self, BookingFilter, BookingView},
            certificates::{
                certificate::{self, CertificateFilter},
                cpd,
            },
            people::{
                held,
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
}

/// Writes it, from one moment of the database.
pub(super) fn write(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
    about: &str,
) -> Result<Written, Error> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut archive, "read-me.txt", about.as_bytes())?;
    everything(connection, &mut archive, person, now)?;
    let sessions = bookings(connection, &mut archive, person)?;
    learning(connection, &mut archive, person)?;
    certificates(connection, &mut archive, person)?;
    Ok(Written { archive, sessions })
}

/// Every row, a table after the other, written as it is read: no table is ever in memory as a whole.
fn everything(
    connection: &mut AnyConnection,
    archive: &mut Archive,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    begin(archive, "everything.json")?;
    let head = json!({"made_at": now, "person_id": person}).to_string();
    write_text(archive, head.trim_end_matches('}'))?;
    for table in TABLES.iter().filter(|table| matches!(table.rows, Rows::Theirs(_))) {
        write_text(archive, &format!(",\n\n\"{}\": [", table.name))?;
        let mut first = true;
        held::rows(connection, table, person, |row: Map<String, Value>| {
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

fn bookings(
    connection: &mut AnyConnection,
    archive: &mut Archive,
    person: PersonId,
) -> Result<Vec<SessionId>, Error> {
    let mut lines = vec![cells(["reference", "course", "first date", "organisation", "state"])];
    let mut sessions = Vec::new();
    let mut after = None;
    loop {
        let filter = BookingFilter { person: Some(person), after, limit: STEP, ..BookingFilter::default() };
        let some = booking::list(connection, &filter)?;
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

fn learning(connection: &mut AnyConnection, archive: &mut Archive, person: PersonId) -> Result<(), Error> {
    let mut lines = vec![cells(["course", "on", "outcome", "CPD minutes", "how they were worked out"])];
    for entry in cpd::record(connection, person)?.years.into_iter().flat_map(|year| year.entries) {
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

fn certificates(
    connection: &mut AnyConnection,
    archive: &mut Archive,
    person: PersonId,
) -> Result<(), Error> {
    let all = CertificateFilter { person: Some(person), limit: i64::MAX, ..CertificateFilter::default() };
    let mut lines = vec![cells(["number", "course", "completed on", "CPD minutes", "state", "code"])];
    for view in certificate::list(connection, &all)? {
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
