//! What changes around the register answer.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::ids::{BookingId, GroupId, PersonId, RowId, SessionId, WaiverId},
    store::{
        AnyConnection,
        error::Error,
        read::bookings::booking::PersonBrief,
        schema::{disputes, people, waivers},
    },
};

/// How many bookings of a session have which result, and how many certificates the change issued.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"attended": 18, "partly_attended": 1, "no_show": 1, "certificates_issued": 18}))]
pub struct RegisterCounts {
    /// Attended enough: the course is completed.
    pub attended: i32,
    /// Attended some, but not enough.
    pub partly_attended: i32,
    /// Were not there.
    pub no_show: i32,
    /// Certificates issued by this change, replacements included.
    pub certificates_issued: i32,
}

/// A decision to let a person attend although a group is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaiverView {
    /// Its id.
    pub id: WaiverId,
    /// The session it is for.
    pub session_id: SessionId,
    /// Whom it lets attend.
    pub person: PersonBrief,
    /// The group it waives.
    pub requirement: GroupId,
    /// Why; it stays on record.
    pub reason: String,
    /// Who decided.
    pub by: PersonBrief,
    /// When.
    pub at: DateTime<Utc>,
}

/// One waiver.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn waiver(connection: &mut AnyConnection, id: WaiverId) -> Result<WaiverView, Error> {
    type Row = (SessionId, PersonId, GroupId, String, PersonId, NaiveDateTime);
    let (session_id, person, requirement, reason, by, at): Row = waivers::table
        .find(id)
        .select((
            waivers::session_id,
            waivers::person_id,
            waivers::group_id,
            waivers::reason,
            waivers::by_person,
            waivers::at,
        ))
        .first(connection)?;
    Ok(WaiverView {
        id,
        session_id,
        person: brief(connection, person)?,
        requirement,
        reason,
        by: brief(connection, by)?,
        at: at.and_utc(),
    })
}

fn brief(connection: &mut AnyConnection, id: PersonId) -> Result<PersonBrief, Error> {
    let name = people::table.find(id).select(people::name).first(connection)?;
    Ok(PersonBrief { id, name })
}

/// What somebody says is wrong, and what they were answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisputeView {
    /// Its id.
    pub id: RowId,
    /// The booking it is about.
    pub booking_id: BookingId,
    /// What they wrote.
    pub words: String,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// What they were answered; null as long as nobody has.
    pub answer: Option<String>,
    /// When they were.
    pub answered_at: Option<DateTime<Utc>>,
}

type DisputeRow = (RowId, BookingId, String, NaiveDateTime, Option<String>, Option<NaiveDateTime>);

/// Everything that was said to be wrong about a booking, oldest first.
///
/// # Errors
/// When the database fails.
pub fn disputes_of(connection: &mut AnyConnection, booking: BookingId) -> Result<Vec<DisputeView>, Error> {
    let rows: Vec<DisputeRow> = disputes::table
        .filter(disputes::booking_id.eq(booking))
        .order(disputes::id)
        .select((
            disputes::id,
            disputes::booking_id,
            disputes::words,
            disputes::opened_at,
            disputes::answer,
            disputes::closed_at,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(id, booking_id, words, opened_at, answer, closed_at)| DisputeView {
            id,
            booking_id,
            words,
            opened_at: opened_at.and_utc(),
            answer,
            answered_at: closed_at.map(|at| at.and_utc()),
        })
        .collect())
}

/// One dispute.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn dispute(connection: &mut AnyConnection, id: RowId) -> Result<DisputeView, Error> {
    let booking = dispute_booking(connection, id)?;
    disputes_of(connection, booking)?.into_iter().find(|dispute| dispute.id == id).ok_or(Error::Missing)
}

/// The booking a dispute is about.
///
/// # Errors
/// [`Error::Missing`] if there is no such dispute.
pub fn dispute_booking(connection: &mut AnyConnection, id: RowId) -> Result<BookingId, Error> {
    Ok(disputes::table.find(id).select(disputes::booking_id).first(connection)?)
}
