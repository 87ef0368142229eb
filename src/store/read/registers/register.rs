//! What finishing a register would come to, and what was said about it afterwards.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::rosters::{self, RosterView};
use crate::{
    domain::{
        attendance::{AttendanceRule, ScheduledDate},
        ids::{RowId, SessionId},
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::sessions::{date_lengths::as_ran, kept_terms},
        schema::{bookings, certificates, disputes, people},
    },
};

/// A register with what its session asks for.
#[derive(Debug, Clone)]
pub struct RegisterSheet {
    /// Who is on it, and what is marked.
    pub roster: RosterView,
    /// Its dates as they took place.
    pub dates: Vec<ScheduledDate>,
    /// How much attendance is enough.
    pub rule: AttendanceRule,
    /// Certificates of this session that are valid: more than none once it was finished.
    pub certificates: i64,
}

/// The register of a session, in a constant number of queries.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn sheet(connection: &mut AnyConnection, id: SessionId) -> Result<RegisterSheet, Error> {
    let rule = kept_terms::rule(connection, id)?;
    let certificates = certificates::table
        .inner_join(bookings::table)
        .filter(bookings::session_id.eq(id))
        .filter(certificates::state.eq(CertificateState::Valid))
        .count()
        .get_result(connection)?;
    let roster = rosters::roster(connection, id)?;
    let planned = roster.session.dates.iter().map(|date| ScheduledDate {
        id: date.id,
        starts_at: date.starts_at,
        ends_at: date.ends_at,
    });
    let dates = as_ran(planned, &roster.lengths);
    Ok(RegisterSheet { roster, dates, rule, certificates })
}

/// A "This is wrong" about a session's register.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SessionDispute {
    pub id: RowId,
    pub person: String,
    pub state: BookingState,
    pub words: String,
    pub opened_at: DateTime<Utc>,
    pub answer: Option<String>,
}

/// Everything that was said to be wrong about a session's register: what waits for an answer first, then by age.
///
/// # Errors
/// When the database fails.
pub fn disputes_of_session(
    connection: &mut AnyConnection,
    id: SessionId,
) -> Result<Vec<SessionDispute>, Error> {
    type Row = (RowId, String, BookingState, String, NaiveDateTime, Option<String>);
    let rows: Vec<Row> = disputes::table
        .inner_join(bookings::table)
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::session_id.eq(id))
        .order((disputes::closed_at.is_not_null(), disputes::id))
        .select((
            disputes::id,
            people::name,
            bookings::state,
            disputes::words,
            disputes::opened_at,
            disputes::answer,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, person, state, words, opened_at, answer)| SessionDispute {
            id,
            person,
            state,
            words,
            opened_at: opened_at.and_utc(),
            answer,
        })
        .collect())
}
