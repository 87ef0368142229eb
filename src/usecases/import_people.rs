//! Bringing in people and where they belong.

use std::collections::HashMap;

use super::import::Tally;
use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        imports::PersonLine,
        people::fold,
    },
    store::{
        Error, WriteTx,
        write::{
            addresses, audit, memberships, organisations,
            people::{self, NewMembership},
        },
    },
};

/// The organisation a line names is not there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unknown;

/// Organisations by folded name, to be looked up line by line.
pub(super) struct Organisations(HashMap<String, OrganisationId>);

impl Organisations {
    pub(super) fn load(tx: &mut WriteTx<'_>) -> Result<Self, Error> {
        let all = organisations::all(tx.conn())?;
        Ok(Self(all.into_iter().map(|row| (row.name_folded, row.id)).collect()))
    }

    /// The organisation a line names, if it names one.
    ///
    /// # Errors
    /// There is none of that name, which is kept as a problem of the line.
    pub(super) fn named(
        &self,
        line: u64,
        name: Option<&str>,
        tally: &mut Tally,
    ) -> Result<Option<OrganisationId>, Unknown> {
        let Some(name) = name else { return Ok(None) };
        let found = self.0.get(&fold(name)).copied();
        if found.is_none() {
            tally
                .problem(line, format!("organisation: there is none of the name {name:?}; import it first."));
        }
        found.map(Some).ok_or(Unknown)
    }
}

pub(super) fn import(
    tx: &mut WriteTx<'_>,
    lines: &[PersonLine],
    source: &str,
    tally: &mut Tally,
) -> Result<(), Error> {
    let known = Organisations::load(tx)?;
    for line in lines {
        let Ok(organisation) = known.named(line.line, line.organisation.as_deref(), tally) else {
            continue;
        };
        let (person, added) = match addresses::find(tx.conn(), &line.email)? {
            Some(address) => (address.person_id, false),
            None => (add(tx, line, source, tally.by)?, true),
        };
        let joined = match organisation {
            Some(organisation) => join(tx, person, organisation)?,
            None => false,
        };
        match (added, joined) {
            (false, true) => tally.summary.changed += 1,
            (added, _) => tally.count(added),
        }
    }
    Ok(())
}

fn add(
    tx: &mut WriteTx<'_>,
    line: &PersonLine,
    source: &str,
    by: Option<PersonId>,
) -> Result<PersonId, Error> {
    let person = people::add_person(tx, &line.name, source)?.id;
    // Nobody has shown yet that the address is theirs: whoever confirms it has this record.
    people::add_address(tx, person, &line.email, false)?;
    audit::record(tx, by, "person_imported", ("person", person), None)?;
    Ok(person)
}

/// Makes a person a member, unless they are or ever were one: what has ended stays ended.
fn join(tx: &mut WriteTx<'_>, person: PersonId, organisation: OrganisationId) -> Result<bool, Error> {
    if memberships::ever(tx.conn(), person, organisation)? {
        return Ok(false);
    }
    let new =
        NewMembership { person, organisation, from_on: None, is_lead: false, confirmed_how: Some("import") };
    people::add_membership(tx, &new)?;
    Ok(true)
}
