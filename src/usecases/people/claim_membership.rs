//! Belonging to an organisation: claimed, and confirmed by whatever shows it.

use crate::{
    domain::{
        accounts::{NamedOrganisation, domain_confirms},
        ids::{MembershipId, OrganisationId, PersonId},
        input::FieldError,
        people::{EmailAddress, reads_as_a_name},
        times::{LONDON, day_in},
        words::{
            OrganisationKind, {MembershipProof, Word},
        },
    },
    store::{
        Error, WriteTx,
        write::{
            people::{
                addresses, memberships,
                organisations::{self, OrganisationRow},
                person::{self, NewMembership},
            },
            service::audit,
        },
    },
    usecases::error::Failure,
};

/// The organisation that was named. A name nobody has listed yet becomes an unlisted organisation, which a
/// coordinator takes in later.
pub(crate) fn organisation_named(
    tx: &mut WriteTx<'_>,
    named: &NamedOrganisation,
) -> Result<OrganisationRow, Failure> {
    match named {
        NamedOrganisation::Listed(id) => listed(tx, *id),
        NamedOrganisation::Unlisted(name) => {
            if let Some(row) = organisations::by_name(tx.conn(), name)? {
                return Ok(row);
            }
            match person::add_organisation(tx, name, OrganisationKind::Other, None, false) {
                Ok(id) => Ok(organisations::load(tx.conn(), id)?),
                // Somebody else typed the same name at the same moment.
                Err(Error::Conflict(_)) => {
                    Ok(organisations::by_name(tx.conn(), name)?.ok_or(Error::Missing)?)
                }
                Err(error) => Err(error.into()),
            }
        }
    }
}

/// How an organisation is called in a mail to an address that nobody may have confirmed: the name of one that is not
/// listed is whatever somebody typed.
pub(crate) fn called_in_mails(organisation: &OrganisationRow) -> String {
    if organisation.listed || reads_as_a_name(&organisation.name) {
        organisation.name.clone()
    } else {
        "an organisation".to_owned()
    }
}

/// The organisation with this id, or a word about the field that names it.
pub(crate) fn listed(tx: &mut WriteTx<'_>, id: OrganisationId) -> Result<OrganisationRow, Failure> {
    match organisations::load(tx.conn(), id) {
        Err(Error::Missing) => Err(FieldError::new(
            "organisation_id",
            "There is no such organisation. Find its id with GET /api/v1/organisations.",
        )
        .into()),
        other => Ok(other?),
    }
}

/// Makes a person a member, claimed or confirmed; a membership they have already is used.
pub(crate) fn claim(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    organisation: OrganisationId,
    confirmed_how: Option<MembershipProof>,
    by: Option<PersonId>,
) -> Result<MembershipId, Failure> {
    let today = day_in(tx.now(), LONDON);
    let current = memberships::current_of(tx.conn(), person, today)?;
    if let Some(known) = current.iter().find(|row| row.organisation_id == organisation) {
        if let (None, Some(how)) = (known.confirmed_at, confirmed_how) {
            memberships::confirm(tx, known.id, how)?;
            audit::record(tx, by, "membership_confirmed", ("membership", known.id), Some(how.as_str()))?;
        }
        return Ok(known.id);
    }
    let new = NewMembership { person, organisation, from_on: None, is_lead: false, confirmed_how };
    let id = person::add_membership(tx, &new)?;
    if by == Some(person) {
        memberships::told(tx, id)?;
    }
    audit::record(tx, by, "membership_added", ("membership", id), confirmed_how.map(Word::as_str))?;
    Ok(id)
}

/// Confirms the memberships that a person's confirmed addresses show by their domain.
pub(crate) fn confirm_by_domain(tx: &mut WriteTx<'_>, person: PersonId) -> Result<(), Failure> {
    let today = day_in(tx.now(), LONDON);
    let own = addresses::of_person(tx.conn(), person)?;
    let domains: Vec<String> = own
        .iter()
        .filter(|address| address.confirmed_at.is_some())
        .filter_map(|address| EmailAddress::parse("email", &address.email).ok())
        .map(|email| email.domain().to_owned())
        .collect();
    for membership in memberships::current_of(tx.conn(), person, today)? {
        if membership.confirmed_at.is_some() {
            continue;
        }
        let organisation = organisations::load(tx.conn(), membership.organisation_id)?;
        if domains.iter().any(|domain| domain_confirms(domain, organisation.domain.as_deref())) {
            let how = MembershipProof::Domain;
            memberships::confirm(tx, membership.id, how)?;
            audit::record(
                tx,
                None,
                "membership_confirmed",
                ("membership", membership.id),
                Some(how.as_str()),
            )?;
        }
    }
    Ok(())
}
