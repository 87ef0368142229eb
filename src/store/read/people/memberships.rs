//! Memberships as those who confirm them see them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    belonging::{london_day, not_over_on},
    profile::{MembershipView, membership_view},
};
use crate::{
    domain::ids::{MembershipId, OrganisationId, PersonId},
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, memberships, organisations, people},
    },
};

/// Which memberships, and where in the list to begin.
#[derive(Debug, Clone)]
pub struct MembershipQuery {
    /// Only those nobody has confirmed.
    pub unconfirmed: bool,
    /// Of these organisations; all when `None`.
    pub organisations: Option<Vec<OrganisationId>>,
    /// The last one of the page before.
    pub after: Option<MembershipId>,
    /// How many at most.
    pub limit: i64,
}

/// Memberships that have not ended, or that the person says are wrong, oldest first. Those of registrations never
/// confirmed do not exist yet.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    query: &MembershipQuery,
    now: DateTime<Utc>,
) -> Result<Vec<MembershipView>, Error> {
    let mut rows = memberships::table
        .inner_join(organisations::table)
        .inner_join(people::table)
        .filter(not_over_on(london_day(now)).or(memberships::disputed_at.is_not_null()))
        .filter(people::erased_at.is_null())
        .order(memberships::id)
        .limit(query.limit)
        .select((
            memberships::id,
            (people::id, people::name),
            (organisations::id, organisations::name),
            (
                memberships::from_on,
                memberships::to_on,
                memberships::is_lead,
                memberships::confirmed_at,
                memberships::disputed_at,
            ),
        ))
        .into_boxed();
    if query.unconfirmed {
        rows = rows.filter(memberships::confirmed_at.is_null().or(memberships::disputed_at.is_not_null()));
    }
    if let Some(of) = &query.organisations {
        // What the person says is wrong is the coordinators' to answer.
        rows = rows.filter(memberships::organisation_id.eq_any(of.clone()));
        rows = rows.filter(memberships::disputed_at.is_null());
    }
    if let Some(after) = query.after {
        rows = rows.filter(memberships::id.gt(after));
    }
    let mut views: Vec<MembershipView> = rows.load(connection)?.into_iter().map(membership_view).collect();
    let people: Vec<PersonId> = views.iter().map(|view| view.person.id).collect();
    let emails: HashMap<PersonId, String> = addresses::table
        .filter(addresses::person_id.eq_any(people))
        .order((addresses::is_primary, addresses::confirmed_at.is_not_null(), addresses::id.desc()))
        .select((addresses::person_id, addresses::email))
        .load::<(PersonId, String)>(connection)?
        .into_iter()
        // The last of each person wins: the primary one.
        .collect();
    for view in &mut views {
        view.email = emails.get(&view.person.id).cloned();
        // Of a claim its organisation's lead sees name and address, which lead to nothing else.
        if query.organisations.is_some() && !view.confirmed {
            view.person.id = PersonId::from_uuid(view.id.uuid());
        }
    }
    Ok(views)
}

/// One membership.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: MembershipId) -> Result<MembershipView, Error> {
    let row = memberships::table
        .inner_join(organisations::table)
        .inner_join(people::table)
        .filter(memberships::id.eq(id))
        .select((
            memberships::id,
            (people::id, people::name),
            (organisations::id, organisations::name),
            (
                memberships::from_on,
                memberships::to_on,
                memberships::is_lead,
                memberships::confirmed_at,
                memberships::disputed_at,
            ),
        ))
        .first(connection)?;
    Ok(membership_view(row))
}
