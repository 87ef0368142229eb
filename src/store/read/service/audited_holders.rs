//! What `ladder audit` has to know of whoever holds places, runs sessions and belongs to organisations.

use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, OrganisationId, PersonId, SessionId},
    store::{
        AnyConnection,
        error::Error,
        schema::{
            addresses, bookings, commissions, memberships, organisation_completions, people, session_trainers,
        },
    },
};

/// Who is who.
#[derive(Debug)]
pub struct Holders {
    /// Everybody's addresses, in small letters.
    pub addresses: Vec<(PersonId, String)>,
    /// Whose account is closed.
    pub closed: Vec<PersonId>,
    /// Places of closed accounts that a coordinator decided to keep.
    pub kept_places: Vec<BookingId>,
    /// Who runs which session.
    pub trainers: Vec<(SessionId, PersonId)>,
    /// Memberships that were confirmed, also those that have ended.
    pub confirmed: Vec<(OrganisationId, PersonId)>,
    /// Sessions given because an organisation asked for them.
    pub asked_for: Vec<(SessionId, OrganisationId)>,
    /// Organisations that count as trained by a session.
    pub trained: Vec<(OrganisationId, SessionId)>,
}

/// Reads it.
pub(super) fn holders(connection: &mut AnyConnection) -> Result<Holders, Error> {
    let asked_for: Vec<(Option<SessionId>, Option<OrganisationId>)> = commissions::table
        .select((commissions::session_id, commissions::organisation_id))
        .load(connection)?;
    let trained: Vec<(OrganisationId, Option<SessionId>)> = organisation_completions::table
        .filter(organisation_completions::withdrawn_at.is_null())
        .order(organisation_completions::id)
        .select((organisation_completions::organisation_id, organisation_completions::session_id))
        .load(connection)?;
    Ok(Holders {
        addresses: addresses::table
            .select((addresses::person_id, addresses::email_folded))
            .load(connection)?,
        closed: people::table
            .filter(people::disabled_at.is_not_null())
            .select(people::id)
            .load(connection)?,
        kept_places: bookings::table
            .filter(bookings::kept_at.is_not_null())
            .select(bookings::id)
            .load(connection)?,
        trainers: session_trainers::table
            .select((session_trainers::session_id, session_trainers::person_id))
            .load(connection)?,
        confirmed: memberships::table
            .filter(memberships::confirmed_at.is_not_null())
            .select((memberships::organisation_id, memberships::person_id))
            .load(connection)?,
        asked_for: asked_for.into_iter().filter_map(|(session, of)| session.zip(of)).collect(),
        trained: trained.into_iter().filter_map(|(of, session)| Some((of, session?))).collect(),
    })
}
