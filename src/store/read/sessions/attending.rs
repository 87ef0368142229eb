//! A session's dates as somebody booked on it has them in their calendar.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, PersonId, SessionId},
        words::{BookingState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{bookings, courses, invites, session_dates, sessions},
    },
};

/// One date in somebody's calendar.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CalendarEntry {
    pub booking: BookingId,
    pub uid: String,
    pub sequence: i32,
    pub updated_at: DateTime<Utc>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: String,
    pub description: String,
    pub location: Option<String>,
    pub cancelled: bool,
}

/// The dates of a person's place on a session, with the UIDs their invites have.
///
/// # Errors
/// When the database fails.
pub fn calendar(
    connection: &mut AnyConnection,
    session: SessionId,
    person: PersonId,
) -> Result<Vec<CalendarEntry>, Error> {
    type Row = (
        (BookingId, String),
        (String, i32, NaiveDateTime),
        (NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>),
        (String, Option<String>, SessionState),
    );
    let rows: Vec<Row> = bookings::table
        .inner_join(invites::table)
        .inner_join(session_dates::table.on(session_dates::id.eq(invites::date_id)))
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .inner_join(courses::table.on(courses::id.eq(bookings::course_id)))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::person_id.eq(person))
        .filter(bookings::state.eq_any(BookingState::HOLDING))
        .order((session_dates::starts_at, invites::id))
        .select((
            (bookings::id, bookings::reference),
            (invites::uid, invites::sequence, invites::updated_at),
            (session_dates::starts_at, session_dates::ends_at, session_dates::cancelled_at),
            (courses::title, sessions::location, sessions::state),
        ))
        .load(connection)?;
    let of = rows.len();
    Ok(rows
        .into_iter()
        .enumerate()
        .map(|(index, ((booking, reference), (uid, sequence, updated), (starts, ends, off), about))| {
            let (title, location, state) = about;
            let title = if of > 1 { format!("{title} (date {} of {of})", index + 1) } else { title };
            CalendarEntry {
                booking,
                uid,
                sequence,
                updated_at: updated.and_utc(),
                starts_at: starts.and_utc(),
                ends_at: ends.and_utc(),
                title,
                description: format!("Reference: {reference}"),
                location,
                cancelled: off.is_some() || state == SessionState::Cancelled,
            }
        })
        .collect())
}
