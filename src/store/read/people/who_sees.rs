//! Who sees a person's record, and on whose word: what a person is told at the first sign-in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::{
    belonging::{holds_on, london_day},
    domain_asks::{self, DomainAsk},
    person::name,
    relations,
};
use crate::{
    domain::{
        ids::{MembershipId, OrganisationId, PersonId, RowId},
        words::MembershipProof,
    },
    store::{
        AnyConnection,
        error::Error,
        schema::{manager_asks, memberships, organisations},
    },
};

/// A membership, and who sees the person's record by it.
#[derive(Debug, Clone)]
pub struct SeenBy {
    /// The membership.
    pub id: MembershipId,
    /// The organisation's name.
    pub organisation: String,
    /// On whose word; `None` for the person's own.
    pub how: Option<MembershipProof>,
    /// Who leads the organisation, the person apart.
    pub leads: Vec<String>,
    /// The person knows of it.
    pub told: bool,
}

/// Somebody whom others named as the person's line manager.
#[derive(Debug, Clone)]
pub struct ManagerAsk {
    /// The question.
    pub id: RowId,
    /// Who would be the line manager.
    pub manager: String,
    /// Who says so.
    pub asked_by: String,
}

/// An organisation that the person may belong to, since their address has its mail domain.
#[derive(Debug, Clone)]
pub struct MayBelong {
    /// What is asked.
    pub ask: DomainAsk,
    /// Who would see the person's record.
    pub leads: Vec<String>,
}

/// Who sees what.
#[derive(Debug, Clone)]
pub struct WhoSees {
    /// The memberships of today by which somebody sees it: a claim shows a lead no more than name and address.
    pub memberships: Vec<SeenBy>,
    /// The line manager's name, or the address by which the person named them.
    pub line_manager: Option<String>,
    /// Questions the person has yet to answer.
    pub asks: Vec<ManagerAsk>,
    /// Organisations of which the person has yet to say whether they belong there.
    pub may_belong: Vec<MayBelong>,
}

impl WhoSees {
    /// Whether there is something the person has not been told, or has to answer.
    #[must_use]
    pub fn is_news(&self) -> bool {
        !self.asks.is_empty() || !self.may_belong.is_empty() || self.memberships.iter().any(|one| !one.told)
    }
}

/// Who sees a person's record.
///
/// # Errors
/// When the database fails.
pub fn who_sees(
    connection: &mut AnyConnection,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<WhoSees, Error> {
    type Row = (MembershipId, (OrganisationId, String), Option<MembershipProof>, Option<NaiveDateTime>);
    let rows: Vec<Row> = memberships::table
        .inner_join(organisations::table)
        .filter(memberships::person_id.eq(person))
        .filter(memberships::confirmed_at.is_not_null())
        .filter(holds_on(london_day(now)))
        .order(memberships::id)
        .select((
            memberships::id,
            (organisations::id, organisations::name),
            memberships::confirmed_how,
            memberships::told_at,
        ))
        .load(connection)?;
    let mut seen = Vec::new();
    for (id, (organisation, called), how, told_at) in rows {
        let mut leads = Vec::new();
        for lead in relations::leads_of(connection, &[organisation], now)? {
            if lead != person {
                leads.push(name(connection, lead)?);
            }
        }
        seen.push(SeenBy { id, organisation: called, how, leads, told: told_at.is_some() });
    }
    let asked: Vec<(RowId, PersonId, PersonId)> = manager_asks::table
        .filter(manager_asks::person_id.eq(person))
        .filter(manager_asks::answered_at.is_null())
        .order(manager_asks::id)
        .select((manager_asks::id, manager_asks::manager_id, manager_asks::asked_by))
        .load(connection)?;
    let mut asks = Vec::new();
    for (id, manager, asked_by) in asked {
        let (manager, asked_by) = (name(connection, manager)?, name(connection, asked_by)?);
        asks.push(ManagerAsk { id, manager, asked_by });
    }
    let mut may_belong = Vec::new();
    for ask in domain_asks::asks_of(connection, person, now)? {
        let leads = domain_asks::would_see(connection, ask.organisation, now)?;
        may_belong.push(MayBelong { ask, leads });
    }
    let mut line_manager = super::person::line_manager_email(connection, person)?;
    // Whoever is named by an address stands there by it: whose it is, if anybody's, is not theirs to learn by that.
    if line_manager.is_none() {
        let manager = super::person::line_manager(connection, person)?;
        line_manager = manager.map(|manager| name(connection, manager)).transpose()?;
    }
    Ok(WhoSees { memberships: seen, line_manager, asks, may_belong })
}
