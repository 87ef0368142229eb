//! Bringing in people and where they belong.

use super::tally::{Organisations, Tally};
use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        import_doubts::LineDoubt,
        imports::PersonLine,
        name_likeness::names_differ,
        words::MembershipProof,
    },
    store::{
        Error, Row, WriteTx,
        read::people::person as people,
        write::{
            people::{
                addresses, memberships,
                person::{self, NewMembership},
            },
            service::audit,
        },
    },
};

pub(in crate::usecases) fn import(
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
            Some(address) => {
                let known_as = people::name(tx.conn(), address.person_id)?;
                let name = line.name.as_str();
                if names_differ(name, &known_as) && !tally.same_person.covers(line.line) {
                    tally.doubts.push(LineDoubt::other_name(line.line, name, &known_as, line.email.as_str()));
                    continue;
                }
                (address.person_id, false)
            }
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
    let person = person::add_person(tx, &line.name, source)?.id;
    // Nobody has shown yet that the address is theirs: whoever confirms it has this record.
    person::add_address(tx, person, &line.email, false)?;
    // Nothing follows from history that is brought in, and nobody is mailed for it.
    tx.account_for([Row::Person(person.uuid())]);
    audit::record(tx, by, "person_imported", ("person", person), None)?;
    Ok(person)
}

/// Makes a person a member, unless they are or ever were one: what has ended stays ended.
fn join(tx: &mut WriteTx<'_>, person: PersonId, organisation: OrganisationId) -> Result<bool, Error> {
    if memberships::ever(tx.conn(), person, organisation)? {
        return Ok(false);
    }
    let new = NewMembership {
        person,
        organisation,
        from_on: None,
        is_lead: false,
        confirmed_how: Some(MembershipProof::Import),
    };
    person::add_membership(tx, &new)?;
    Ok(true)
}
