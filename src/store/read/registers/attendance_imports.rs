//! What the reports of a meeting said of who was there, and what was decided about it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        time_together::Span,
        words::{BookingState, Outcome, ReportEvidence, ReportMatch, ReportSource},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{
            addresses, attendance_import_before as before, attendance_import_decisions as decisions,
            attendance_import_lines as lines, attendance_imports as imports, attendance_marks as marks,
            bookings, people,
        },
    },
};

/// Whom a meeting's record can be of.
const WITH_A_PLACE: [BookingState; 4] =
    [BookingState::Booked, BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow];

/// An import without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = imports)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct ImportRow {
    pub id: RowId,
    pub session_id: SessionId,
    pub date_id: DateId,
    pub source: ReportSource,
    pub evidence: ReportEvidence,
    pub digest: Vec<u8>,
    pub left_out: String,
    pub by_person: PersonId,
    pub made_at: NaiveDateTime,
    pub applied_at: Option<NaiveDateTime>,
}

/// Somebody who joined.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = lines)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct LineRow {
    pub id: RowId,
    pub import_id: RowId,
    pub position: i32,
    pub key: String,
    pub name: String,
    pub email: Option<String>,
    pub minutes: i32,
    pub spans: String,
    pub most: Option<i32>,
    pub how: ReportMatch,
    pub booking_id: Option<BookingId>,
    pub candidates: String,
    pub note: Option<String>,
}

/// What was marked before an import was, to go back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = before)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct BeforeRow {
    pub import_id: RowId,
    pub booking_id: BookingId,
    pub outcome: Option<Outcome>,
    pub minutes: Option<i32>,
    pub earlier_import_id: Option<RowId>,
}

/// A reason why a joiner may be somebody, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptCandidate {
    /// Their booking.
    pub booking: BookingId,
    /// The reason.
    pub because: String,
}

/// A line that counts for nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IgnoredLine {
    /// The line of the file, from 1.
    pub line: u64,
    /// Why.
    pub because: String,
}

/// What the reports of a meeting say of who was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AttendanceImportView {
    /// Its id.
    pub id: RowId,
    /// The session.
    pub session_id: SessionId,
    /// The date the reports are of.
    pub date_id: DateId,
    /// The program they are from.
    pub source: ReportSource,
    /// Whether they tell from when to when, or only how long.
    pub evidence: ReportEvidence,
    /// When they were brought.
    pub made_at: DateTime<Utc>,
    /// When what was decided was marked; null while it is not.
    pub applied_at: Option<DateTime<Utc>>,
    /// Everybody who joined, in the order of the file.
    pub lines: Vec<ImportLineView>,
    /// Bookings of whom nobody who joined is known or proposed to be.
    pub absent: Vec<BookingId>,
    /// Lines that count for nobody.
    pub ignored: Vec<IgnoredLine>,
}

/// Somebody who joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportLineView {
    /// Names the line in a decision.
    pub key: String,
    /// The name shown in the meeting.
    pub name: String,
    /// The address the program knew; null if none.
    pub email: Option<String>,
    /// The minutes they were there within the date, two devices counted once.
    pub minutes: i32,
    /// When they joined first, within the date; null where only the length is known.
    pub first_joined_at: Option<DateTime<Utc>>,
    /// When they left last, within the date; null where only the length is known.
    pub last_left_at: Option<DateTime<Utc>>,
    /// How they are known.
    #[serde(rename = "match")]
    pub how: ReportMatch,
    /// Whose booking it is, known or proposed; null otherwise.
    pub booking_id: Option<BookingId>,
    /// Whom they may be.
    pub candidates: Vec<CandidateView>,
    /// What else is worth knowing; null if nothing.
    pub note: Option<String>,
    /// What is marked of that booking for this date; null while nothing is.
    pub recorded: Option<RecordedView>,
    /// Whom they were decided to be; empty while nothing is decided, or nobody.
    pub decided: Vec<BookingId>,
}

/// Somebody whom a joiner may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CandidateView {
    /// Their booking.
    pub booking_id: BookingId,
    /// Their name.
    pub person_name: String,
    /// What speaks for it.
    pub because: String,
}

/// What is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordedView {
    /// Present, partly or absent.
    pub outcome: Outcome,
    /// The minutes; only with partly.
    pub minutes: Option<i32>,
    /// Whether it rests on a meeting's record; marked by hand otherwise.
    pub by_record: bool,
}

/// An import.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(connection: &mut AnyConnection, id: RowId) -> Result<ImportRow, Error> {
    Ok(imports::table.find(id).select(ImportRow::as_select()).first(connection)?)
}

/// The import of these very files for this date, if they came before.
///
/// # Errors
/// When the database fails.
pub fn same(connection: &mut AnyConnection, date: DateId, digest: &[u8]) -> Result<Option<RowId>, Error> {
    let same = imports::table.filter(imports::date_id.eq(date)).filter(imports::digest.eq(digest));
    Ok(same.select(imports::id).first(connection).optional()?)
}

/// The session an import is of.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn session_of(connection: &mut AnyConnection, id: RowId) -> Result<SessionId, Error> {
    Ok(imports::table.find(id).select(imports::session_id).first(connection)?)
}

/// The lines of an import, in the order of the file.
///
/// # Errors
/// When the database fails.
pub fn lines_of(connection: &mut AnyConnection, id: RowId) -> Result<Vec<LineRow>, Error> {
    let of = lines::table.filter(lines::import_id.eq(id)).order((lines::position, lines::id));
    Ok(of.select(LineRow::as_select()).load(connection)?)
}

/// What was marked before an import was.
///
/// # Errors
/// When the database fails.
pub fn before(connection: &mut AnyConnection, id: RowId) -> Result<Vec<BeforeRow>, Error> {
    let of = before::table.filter(before::import_id.eq(id)).order(before::booking_id);
    Ok(of.select(BeforeRow::as_select()).load(connection)?)
}

/// Whom people in earlier reports of a session were decided to be: name and address as shown, and the booking.
///
/// # Errors
/// When the database fails.
pub fn decided_in(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Vec<(String, Option<String>, BookingId)>, Error> {
    Ok(decisions::table
        .inner_join(lines::table.inner_join(imports::table))
        .filter(imports::session_id.eq(session))
        .order((decisions::line_id, decisions::booking_id))
        .select((lines::name, lines::email, decisions::booking_id))
        .load(connection)?)
}

/// Addresses of these people, folded, with whether each was confirmed.
///
/// # Errors
/// When the database fails.
pub fn addresses(
    connection: &mut AnyConnection,
    people: &[PersonId],
) -> Result<Vec<(PersonId, String, bool)>, Error> {
    Ok(addresses::table
        .filter(addresses::person_id.eq_any(people))
        .order(addresses::id)
        .select((addresses::person_id, addresses::email_folded, addresses::confirmed_at.is_not_null()))
        .load(connection)?)
}

/// Bookings of a session in these states, with person and name.
///
/// # Errors
/// When the database fails.
pub fn people_on(
    connection: &mut AnyConnection,
    session: SessionId,
    states: &[BookingState],
) -> Result<Vec<(BookingId, PersonId, String)>, Error> {
    Ok(bookings::table
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(states))
        .order((people::name_folded, bookings::id))
        .select((bookings::id, people::id, people::name))
        .load(connection)?)
}

/// Spans as they are kept: seconds since 1970.
///
/// # Errors
/// [`Error::Broken`] if they are none.
pub fn spans(kept: &str) -> Result<Vec<Span>, Error> {
    let numbers: Vec<(i64, i64)> = serde_json::from_str(kept).map_err(broken)?;
    let at = |seconds| Utc.timestamp_opt(seconds, 0).single();
    let spans = numbers.into_iter().map(|(from, to)| at(from).zip(at(to)));
    spans.collect::<Option<_>>().ok_or_else(|| Error::Broken("a kept time is none".to_owned()))
}

fn broken(error: serde_json::Error) -> Error {
    Error::Broken(format!("a kept line of an attendance report cannot be read: {error}"))
}

/// An import as its page and the API show it.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: RowId) -> Result<AttendanceImportView, Error> {
    let row = load(connection, id)?;
    let kept = lines_of(connection, id)?;
    let booked = people_on(connection, row.session_id, &WITH_A_PLACE)?;
    let names: HashMap<BookingId, &str> = booked.iter().map(|(id, _, name)| (*id, name.as_str())).collect();
    let marked: Vec<(BookingId, Outcome, Option<i32>, Option<RowId>)> = marks::table
        .filter(
            marks::booking_id
                .eq_any(bookings::table.filter(bookings::session_id.eq(row.session_id)).select(bookings::id)),
        )
        .filter(marks::date_id.eq(row.date_id))
        .order(marks::booking_id)
        .select((marks::booking_id, marks::outcome, marks::minutes, marks::import_id))
        .load(connection)?;
    let decided: Vec<(RowId, BookingId)> = decisions::table
        .inner_join(lines::table)
        .filter(lines::import_id.eq(id))
        .order((decisions::line_id, decisions::booking_id))
        .select((decisions::line_id, decisions::booking_id))
        .load(connection)?;
    let lines = kept.iter().map(|line| {
        let own = spans(&line.spans)?;
        let candidates: Vec<KeptCandidate> = serde_json::from_str(&line.candidates).map_err(broken)?;
        let recorded = marked.iter().find(|(of, ..)| Some(*of) == line.booking_id);
        Ok(ImportLineView {
            key: line.key.clone(),
            name: line.name.clone(),
            email: line.email.clone(),
            minutes: line.minutes,
            first_joined_at: own.first().map(|(from, _)| *from),
            last_left_at: own.last().map(|(_, to)| *to),
            how: line.how,
            booking_id: line.booking_id,
            candidates: candidates
                .into_iter()
                .filter_map(|candidate| {
                    let person_name = (*names.get(&candidate.booking)?).to_owned();
                    Some(CandidateView {
                        booking_id: candidate.booking,
                        person_name,
                        because: candidate.because,
                    })
                })
                .collect(),
            note: line.note.clone(),
            recorded: recorded.map(|(_, outcome, minutes, import)| RecordedView {
                outcome: *outcome,
                minutes: *minutes,
                by_record: import.is_some(),
            }),
            decided: decided.iter().filter(|(of, _)| *of == line.id).map(|(_, booking)| *booking).collect(),
        })
    });
    let lines = lines.collect::<Result<Vec<_>, Error>>()?;
    let there = |booking: &BookingId| kept.iter().any(|line| line.booking_id == Some(*booking));
    Ok(AttendanceImportView {
        id,
        session_id: row.session_id,
        date_id: row.date_id,
        source: row.source,
        evidence: row.evidence,
        made_at: row.made_at.and_utc(),
        applied_at: row.applied_at.map(|at| at.and_utc()),
        absent: booked.iter().map(|(id, ..)| *id).filter(|id| !there(id)).collect(),
        lines,
        ignored: serde_json::from_str(&row.left_out).map_err(broken)?,
    })
}
