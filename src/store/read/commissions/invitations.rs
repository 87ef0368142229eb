//! Invitations of organisations to private sessions, as answers and pages show them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::proposals::ProposedDateView;
use crate::{
    domain::{
        access::Relation,
        ids::{InvitationId, OrganisationId, PersonId, SessionId},
        times::Zone,
        words::{BookingState, InvitationState, SessionState},
    },
    store::{
        AnyConnection,
        error::Error,
        read::{
            bookings::booking::CourseBrief,
            people::{person_views::OrganisationBrief, relations},
            sessions::session_rows,
        },
        schema::{bookings, courses, organisations, session_invitations as invitations, sessions},
        write::commissions::invitations::InvitationRow,
    },
};

/// An organisation's invitation to a private session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Who is invited.
    pub organisation: OrganisationBrief,
    /// To which session.
    pub session_id: SessionId,
    /// Of which course.
    pub course: CourseBrief,
    /// Its dates.
    pub dates: Vec<ProposedDateView>,
    /// The IANA zone its dates are shown in.
    pub timezone: Zone,
    /// How many people it may name.
    pub places: i32,
    /// How many of its people hold a place.
    pub named: i64,
    /// `open`, `accepted`, `declined` or `withdrawn`.
    pub state: InvitationState,
    /// When it was invited.
    pub invited_at: DateTime<Utc>,
    /// When it answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// What it said.
    pub words: Option<String>,
}

/// How a caller stands to an invitation.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn relation(
    connection: &mut AnyConnection,
    actor: PersonId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<Relation, Error> {
    let of: OrganisationId =
        invitations::table.find(id).select(invitations::organisation_id).first(connection)?;
    relations::to_organisation(connection, actor, of, now)
}

/// One invitation.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: InvitationId) -> Result<InvitationView, Error> {
    let row = invitations::table.find(id).select(InvitationRow::as_select()).first(connection)?;
    views(connection, vec![row])?.pop().ok_or(Error::Missing)
}

/// The invitations to a session.
///
/// # Errors
/// [`Error::Missing`] if there is no such session.
pub fn of_session(connection: &mut AnyConnection, session: SessionId) -> Result<Vec<InvitationView>, Error> {
    session_rows::session(connection, session)?;
    let rows = crate::store::write::commissions::invitations::of_session(connection, session)?;
    views(connection, rows)
}

/// The invitations of these organisations, or all of them, the newest first, after one.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    of: Option<Vec<OrganisationId>>,
    after: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<InvitationView>, Error> {
    let mut query = invitations::table.into_boxed();
    if let Some(of) = of {
        query = query.filter(invitations::organisation_id.eq_any(of));
    }
    if let Some(after) = after {
        query = query.filter(invitations::id.lt(after));
    }
    let rows: Vec<InvitationRow> = query
        .order(invitations::id.desc())
        .limit(limit)
        .select(InvitationRow::as_select())
        .load(connection)?;
    views(connection, rows)
}

/// What these organisations have not answered yet, for sessions that are still to come.
///
/// # Errors
/// When the database fails.
pub fn unanswered(
    connection: &mut AnyConnection,
    of: &[OrganisationId],
    now: DateTime<Utc>,
) -> Result<Vec<InvitationView>, Error> {
    let rows: Vec<InvitationRow> = invitations::table
        .inner_join(sessions::table)
        .filter(invitations::organisation_id.eq_any(of))
        .filter(invitations::state.eq(InvitationState::Open))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(now.naive_utc()))
        .order(invitations::id)
        .select(InvitationRow::as_select())
        .load(connection)?;
    views(connection, rows)
}

fn views(connection: &mut AnyConnection, rows: Vec<InvitationRow>) -> Result<Vec<InvitationView>, Error> {
    let of_sessions: Vec<SessionId> = rows.iter().map(|row| row.session_id).collect();
    let of: Vec<OrganisationId> = rows.iter().map(|row| row.organisation_id).collect();
    let names: Vec<(OrganisationId, String)> = organisations::table
        .filter(organisations::id.eq_any(&of))
        .select((organisations::id, organisations::name))
        .load(connection)?;
    let about: Vec<(SessionId, Zone, String, String)> = sessions::table
        .inner_join(courses::table)
        .filter(sessions::id.eq_any(&of_sessions))
        .select((sessions::id, sessions::timezone, courses::slug, courses::title))
        .load(connection)?;
    let dates = session_rows::dates(connection, &of_sessions)?;
    let held: Vec<(SessionId, Option<OrganisationId>, i64)> = bookings::table
        .filter(bookings::session_id.eq_any(&of_sessions))
        .filter(bookings::state.eq_any(BookingState::HOLDING))
        .group_by((bookings::session_id, bookings::organisation_id))
        .select((bookings::session_id, bookings::organisation_id, diesel::dsl::count_star()))
        .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let (_, timezone, slug, title) =
                about.iter().find(|(id, ..)| *id == row.session_id).cloned().ok_or(Error::Missing)?;
            let name = names.iter().find(|(id, _)| *id == row.organisation_id);
            let named = held
                .iter()
                .find(|(session, of, _)| *session == row.session_id && *of == Some(row.organisation_id));
            Ok(InvitationView {
                id: row.id,
                organisation: OrganisationBrief {
                    id: row.organisation_id,
                    name: name.map(|(_, name)| name.clone()).unwrap_or_default(),
                },
                session_id: row.session_id,
                course: CourseBrief { slug, title },
                dates: dates
                    .iter()
                    .filter(|date| date.session_id == row.session_id)
                    .map(|date| ProposedDateView {
                        starts_at: date.starts_at.and_utc(),
                        ends_at: date.ends_at.and_utc(),
                    })
                    .collect(),
                timezone,
                places: row.places,
                named: named.map_or(0, |(.., count)| *count),
                state: row.state,
                invited_at: row.invited_at.and_utc(),
                answered_at: row.answered_at.map(|at| at.and_utc()),
                words: row.words,
            })
        })
        .collect()
}
