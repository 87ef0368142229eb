//! Requests for training as the coordinators come upon them: on the work board, and from the session one became.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{CommissionId, PersonId, SessionId},
        words::CommissionState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::people::relations,
        schema::{commissions, courses, organisations, people},
    },
};

/// A request for training that waits for a coordinator.
#[derive(Debug, Clone)]
pub struct WaitingCommission {
    /// Its id.
    pub id: CommissionId,
    /// Where it stands.
    pub state: CommissionState,
    /// Since when.
    pub since: DateTime<Utc>,
    /// The course's title, once that is known.
    pub course: Option<String>,
    /// Who asked.
    pub asked_by: String,
    /// Where to ring, if they asked for that and nobody has answered yet.
    pub ring: Option<String>,
}

/// What coordinators have to answer or to schedule, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub fn waiting(connection: &mut AnyConnection, most: i64) -> Result<Vec<WaitingCommission>, Error> {
    type Row = (
        (CommissionId, CommissionState, NaiveDateTime),
        Option<String>,
        String,
        (bool, Option<String>, Option<PersonId>),
    );
    let rows: Vec<Row> = commissions::table
        .left_join(courses::table)
        .inner_join(people::table.on(people::id.eq(commissions::asked_by)))
        .filter(commissions::state.eq_any([CommissionState::Enquiry, CommissionState::Agreed]))
        .order((commissions::state_since, commissions::id))
        .limit(most)
        .select((
            (commissions::id, commissions::state, commissions::state_since),
            courses::title.nullable(),
            people::name,
            (commissions::ring_me, commissions::phone, commissions::handled_by),
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|((id, state, since), course, asked_by, (ring_me, phone, handled_by))| WaitingCommission {
            id,
            state,
            since: since.and_utc(),
            course,
            asked_by,
            ring: phone.filter(|_| ring_me && handled_by.is_none()),
        })
        .collect())
}

/// A proposal that waits for an answer.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OpenProposal {
    pub commission: CommissionId,
    /// The course's title.
    pub course: Option<String>,
    pub organisation: Option<String>,
    pub since: DateTime<Utc>,
}

/// What was proposed to somebody for what they asked for, and for the organisations they lead; the oldest first.
///
/// # Errors
/// When the database fails.
pub fn proposals_to(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<OpenProposal>, Error> {
    let led = relations::led_by(connection, person, now)?;
    let left = relations::left_by(connection, person, now)?;
    let stays = commissions::organisation_id
        .is_null()
        .or(commissions::organisation_id.ne_all(left).assume_not_null());
    let rows: Vec<(CommissionId, Option<String>, Option<String>, NaiveDateTime)> = commissions::table
        .left_join(courses::table)
        .left_join(organisations::table)
        .filter(commissions::state.eq(CommissionState::Proposed))
        .filter(
            commissions::asked_by
                .eq(person)
                .and(stays)
                .or(commissions::organisation_id.eq_any(led).assume_not_null()),
        )
        .order((commissions::state_since, commissions::id))
        .select((
            commissions::id,
            courses::title.nullable(),
            organisations::name.nullable(),
            commissions::state_since,
        ))
        .load(connection)?;
    Ok(rows
        .into_iter()
        .map(|(commission, course, organisation, since)| OpenProposal {
            commission,
            course,
            organisation,
            since: since.and_utc(),
        })
        .collect())
}

/// The request that a session was made for: its id and reference.
///
/// # Errors
/// When the database fails.
pub fn of_session(
    connection: &mut AnyConnection,
    session: SessionId,
) -> Result<Option<(CommissionId, String)>, Error> {
    Ok(commissions::table
        .filter(commissions::session_id.eq(session))
        .select((commissions::id, commissions::reference))
        .first(connection)
        .optional()?)
}
