//! What became of training that was asked for, as answers, pages and papers show it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::proposals::ProposedDateView;
use crate::{
    domain::{
        ids::{BookingId, CertificateId, PersonId, SessionId},
        times::Zone,
        words::{BookingState, CertificateState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::{CourseBrief, PersonBrief},
        schema::{addresses, bookings, certificates, people, results},
    },
};

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutcomeView {
    /// What people quote.
    pub reference: String,
    /// The course, or what was asked for while none was chosen.
    pub title: String,
    /// For whose people.
    pub organisation: Option<String>,
    /// Whether it has taken place: the register of its session is closed.
    pub delivered: bool,
    /// Its dates.
    pub dates: Vec<ProposedDateView>,
    /// The IANA zone its dates are shown in.
    pub timezone: Zone,
    /// How many attended.
    pub attended: i64,
    /// How many left early.
    pub left_early: i64,
    /// How many did not attend.
    pub did_not_attend: i64,
    /// The CPD minutes of all of them.
    pub cpd_minutes: i64,
    /// How many are counted but not named: they have left whoever reads this.
    pub not_named: i64,
    /// Each person, by name.
    pub people: Vec<OutcomeLine>,
}

/// What became of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutcomeLine {
    /// Who.
    pub person: PersonBrief,
    /// `attended`, `partly_attended` or `no_show`.
    pub outcome: BookingState,
    /// Their CPD minutes.
    pub cpd_minutes: i32,
    /// Their certificate.
    pub certificate: Option<OutcomePaper>,
    /// Mail does not reach them, so their certificate is printed for them.
    pub to_print: bool,
    /// What they can book next.
    pub next: Option<NextView>,
}

/// A certificate as an outcome names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutcomePaper {
    /// Its id.
    pub id: CertificateId,
    /// Its number.
    pub number: String,
}

/// A date somebody can book next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NextView {
    /// The course.
    pub course: CourseBrief,
    /// The session.
    pub session_id: SessionId,
    /// Start of its first date.
    pub starts_at: DateTime<Utc>,
    /// The IANA zone it is shown in.
    pub timezone: Zone,
}

/// One result as it is read: booking, person, name, outcome, minutes.
type Row = (BookingId, PersonId, String, BookingState, i32);

/// The results of a session, by name; what comes next is left open.
///
/// # Errors
/// When the database fails.
pub fn lines(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<OutcomeLine>, Error> {
    let done = [BookingState::Attended, BookingState::PartlyAttended, BookingState::NoShow];
    let rows: Vec<Row> = bookings::table
        .inner_join(results::table)
        .inner_join(people::table.on(people::id.eq(bookings::person_id)))
        .filter(bookings::session_id.eq(session))
        .filter(bookings::state.eq_any(done))
        .order((people::name_folded, bookings::id))
        .select((bookings::id, people::id, people::name, bookings::state, results::cpd_minutes))
        .load(connection)?;
    let ids: Vec<BookingId> = rows.iter().map(|row| row.0).collect();
    let persons: Vec<PersonId> = rows.iter().map(|row| row.1).collect();
    let papers: Vec<(BookingId, CertificateId, String)> = certificates::table
        .filter(certificates::booking_id.eq_any(&ids))
        .filter(certificates::state.eq(CertificateState::Valid))
        .select((certificates::booking_id, certificates::id, certificates::number))
        .load(connection)?;
    let reached: Vec<PersonId> = addresses::table
        .filter(addresses::person_id.eq_any(&persons))
        .select(addresses::person_id)
        .distinct()
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(booking, person, name, outcome, cpd_minutes)| {
            let paper = papers.iter().find(|(of, ..)| *of == booking);
            OutcomeLine {
                person: PersonBrief { id: person, name },
                outcome,
                cpd_minutes,
                certificate: paper.map(|(_, id, number)| OutcomePaper { id: *id, number: number.clone() }),
                to_print: paper.is_some() && !reached.contains(&person),
                next: None,
            }
        })
        .collect())
}
