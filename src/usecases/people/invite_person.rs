//! Adding somebody who has no account yet to an organisation.

use super::{
    claim_membership::{claim, listed},
    sign_up::has_confirmed_address,
};
use crate::{
    domain::{
        access::Actor,
        accounts::{INVITATION, Waiting},
        ids::{AddressId, OrganisationId, PersonId},
        people::{EmailAddress, PersonName},
        times::{LONDON, Zone, day_in},
        words::{MembershipProof, Role, TokenKind},
    },
    mail::message::{InvitedToJoin, LinkTo, Message, Moment, SecretLink},
    store::{
        Error, WriteTx,
        read::people::{
            organisations,
            person::{Recipient, name},
            person_views::{self, OrganisationBrief, PersonView},
            relations,
        },
        write::{
            people::{addresses, memberships, person, tokens},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::Failure,
        idempotency::{Answer, OnceKey, once},
        queue_mail::{Letter, post},
    },
};

/// Where a record of somebody who was added says that it comes from.
const INVITED: &str = "invitation";

/// Who is to be added.
#[derive(Debug, Clone)]
pub struct InvitePerson {
    /// Who adds them; their right to do so is checked already.
    pub actor: Actor,
    /// Whether they lead the organisation.
    pub leads: bool,
    /// The name of whom they add.
    pub name: PersonName,
    /// Their address; not a shared mailbox.
    pub email: EmailAddress,
    /// To which organisation.
    pub organisation: OrganisationId,
}

impl UseCases {
    /// Adds a person and mails them. Somebody who has a record already is not added twice: they are asked, and
    /// belong once they follow the link. The answer does not tell the two apart.
    ///
    /// # Errors
    /// An organisation that does not exist.
    pub async fn invite_person(
        &self,
        ask: InvitePerson,
        key: Option<OnceKey>,
    ) -> Result<Answer<PersonView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| invite(change, &ask))).await
    }
}

fn invite(change: &mut Change<'_, '_>, ask: &InvitePerson) -> Result<PersonView, Failure> {
    let (person, asked_first) = invite_to(change, ask)?;
    if !asked_first {
        let now = change.tx.now();
        return Ok(person_views::view(change.tx.conn(), person, now)?);
    }
    Ok(PersonView {
        id: person,
        name: ask.name.as_str().to_owned(),
        email: Some(ask.email.as_str().to_owned()),
        organisations: vec![OrganisationBrief {
            id: ask.organisation,
            name: organisations::name(change.tx.conn(), ask.organisation)?,
        }],
        roles: vec![Role::Delegate],
        disabled: false,
    })
}

/// Finds or makes the record and mails its holder; says whose it is, and whether they are asked before they belong.
pub(crate) fn invite_to(
    change: &mut Change<'_, '_>,
    ask: &InvitePerson,
) -> Result<(PersonId, bool), Failure> {
    let organisation = listed(change.tx, ask.organisation)?;
    let by = ask.actor.person_id;
    // A manager who neither leads the organisation nor runs the training cannot vouch for membership.
    let how = match (ask.actor.is_coordinator, ask.leads) {
        (true, _) => Some(MembershipProof::Coordinator),
        (_, true) => Some(MembershipProof::Lead),
        _ => None,
    };
    let (person, address, asked_first) = record_for(change.tx, ask, how)?;
    let waiting = Waiting::Invitation { organisation: organisation.id, by, confirmed_how: how };
    let payload = serde_json::to_string(&waiting).map_err(|e| Error::Broken(e.to_string()))?;
    let until = change.tx.now() + INVITATION;
    let token = tokens::add(change.tx, TokenKind::ConfirmAddress, (person, address), Some(payload), until)?;
    let message = Message::InvitedToJoin(InvitedToJoin {
        inviter: name(change.tx.conn(), by)?,
        organisation: organisation.name,
        link: SecretLink::new(token, LinkTo::Join),
        until: Moment { at: until, timezone: Zone::LONDON },
        booked: None,
    });
    let to = Recipient {
        person: Some(person),
        name: ask.name.as_str().to_owned(),
        email: ask.email.as_str().to_owned(),
    };
    post(change, Letter::new(to, message))?;
    change.note(Some(by), "person_invited", ("person", person), None);
    Ok((person, asked_first))
}

/// The record the invitation is for, and whether its holder is asked before they belong: a lead may not make
/// themselves the manager of somebody who has a record elsewhere.
fn record_for(
    tx: &mut WriteTx<'_>,
    ask: &InvitePerson,
    how: Option<MembershipProof>,
) -> Result<(PersonId, AddressId, bool), Failure> {
    let by = ask.actor.person_id;
    let Some(address) = addresses::find(tx.conn(), &ask.email)? else {
        let added = tx.savepoint(|tx| {
            let row = person::add_person(tx, &ask.name, INVITED)?;
            let address = person::add_address(tx, row.id, &ask.email, false)?;
            Ok::<_, Error>((row, address))
        });
        let (mut row, address) = match added {
            // Somebody added the same address at the same moment.
            Err(Error::Conflict(_)) => return record_for(tx, ask, how),
            other => other?,
        };
        claim(tx, row.id, ask.organisation, how, Some(by))?;
        if how.is_none() {
            row.line_manager_id = Some(by);
            person::store_person(tx, &row)?;
        }
        return Ok((row.id, address, false));
    };
    let person = address.person_id;
    locks::lock_people(tx, &[person])?;
    let (now, today) = (tx.now(), day_in(tx.now(), LONDON));
    let free =
        !has_confirmed_address(tx, person)? && memberships::current_of(tx.conn(), person, today)?.is_empty();
    let known = ask.actor.is_coordinator || relations::manages(tx.conn(), by, person, now)? || free;
    if known {
        claim(tx, person, ask.organisation, how, Some(by))?;
    }
    Ok((person, address.id, !known))
}
