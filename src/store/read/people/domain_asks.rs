//! Organisations whose mail domain a person's address has, and of which nobody has said yet whether they belong there.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::{person::name, relations};
use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        people::EmailAddress,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{addresses, domain_answers, memberships, organisations},
    },
};

/// A question for a person: do they belong there?
#[derive(Debug, Clone)]
pub struct DomainAsk {
    /// Where.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Their address there.
    pub email: String,
    /// Since when that is known to be theirs.
    pub since: DateTime<Utc>,
}

/// What a person is asked now. Where several organisations share a domain it says nothing about any of them, and
/// whoever was ever a member has said so, or was told.
///
/// # Errors
/// When the database fails.
pub fn asks_of(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<DomainAsk>, Error> {
    let confirmed: Vec<(String, Option<NaiveDateTime>)> = addresses::table
        .filter(addresses::person_id.eq(person))
        .filter(addresses::confirmed_at.is_not_null())
        .order(addresses::id.desc())
        .select((addresses::email, addresses::confirmed_at))
        .load(connection)?;
    // The oldest address at each domain.
    let mut own = BTreeMap::new();
    for (email, at) in confirmed {
        let domain = EmailAddress::parse("email", &email).map(|parsed| parsed.domain().to_owned());
        if let (Ok(domain), Some(at)) = (domain, at) {
            own.insert(domain, (email, at.and_utc()));
        }
    }
    let of_domains: Vec<(OrganisationId, String, Option<String>)> = organisations::table
        .filter(organisations::domain.eq_any(own.keys().cloned().collect::<Vec<_>>()))
        .filter(organisations::listed)
        .order(organisations::id)
        .select((organisations::id, organisations::name, organisations::domain))
        .load(connection)?;
    if of_domains.is_empty() {
        return Ok(Vec::new());
    }
    let ever: Vec<OrganisationId> = memberships::table
        .filter(memberships::person_id.eq(person))
        .select(memberships::organisation_id)
        .load(connection)?;
    let answered: Vec<OrganisationId> = domain_answers::table
        .filter(domain_answers::person_id.eq(person))
        .filter(domain_answers::ask_from.is_null().or(domain_answers::ask_from.gt(now.naive_utc())))
        .select(domain_answers::organisation_id)
        .load(connection)?;
    let alone = |domain: &Option<String>| of_domains.iter().filter(|(.., of)| of == domain).count() == 1;
    Ok(of_domains
        .iter()
        .filter(|(id, _, domain)| alone(domain) && !ever.contains(id) && !answered.contains(id))
        .filter_map(|(id, name, domain)| {
            let (email, since) = own.get(domain.as_deref()?)?.clone();
            Some(DomainAsk { organisation: *id, name: name.clone(), email, since })
        })
        .collect())
}

/// Who would see the record of somebody who belongs there.
///
/// # Errors
/// When the database fails.
pub fn would_see(
    connection: &mut AnyConnection,
    organisation: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Vec<String>, Error> {
    let leads = relations::leads_of(connection, &[organisation], now)?;
    leads.into_iter().map(|lead| name(connection, lead)).collect()
}
