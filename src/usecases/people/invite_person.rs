//! Adding somebody who has no account yet to an organisation.

use super::{
    claim_membership::{called_in_mails, claim, listed},
    write_to_strangers::check_one_more,
};
use crate::{
    domain::{
        access::Actor,
        accounts::{INVITATION, Waiting},
        ids::{AddressId, OrganisationId, PersonId, TokenId},
        people::{EmailAddress, NOBODY, PersonName},
        times::Zone,
        words::{MembershipProof, Role, TokenKind},
    },
    mail::message::{InvitedToJoin, LinkTo, Message, Moment, SecretLink},
    store::{
        Error, WriteTx,
        read::people::{
            organisations,
            person::{Recipient, name},
            person_views::{self, OrganisationBrief, PersonView},
        },
        write::{
            people::{addresses, person, tokens},
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
    /// Asks a person to join an organisation, by mail. They belong to it once they say yes on the page of the link,
    /// which names both; whom a coordinator adds belongs at once. Somebody who has a record already is not added twice.
    /// The answer does not tell the two apart.
    ///
    /// # Errors
    /// An organisation that does not exist; [`Refused::Later`](crate::usecases::Refused::Later) once there were very many.
    pub async fn invite_person(
        &self,
        ask: InvitePerson,
        key: Option<OnceKey>,
    ) -> Result<Answer<PersonView>, Failure> {
        self.change(move |change| once(change, key.as_ref(), |change| invite(change, &ask))).await
    }
}

fn invite(change: &mut Change<'_, '_>, ask: &InvitePerson) -> Result<PersonView, Failure> {
    let invited = invite_to(change, ask, ask.actor.is_coordinator)?;
    if ask.actor.is_coordinator {
        let now = change.tx.now();
        return Ok(person_views::view(change.tx.conn(), invited.person, now)?);
    }
    Ok(PersonView {
        // Of the invitation: whose record it is about, if there was one, is nobody's to learn by an address.
        id: PersonId::from_uuid(invited.token.uuid()),
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

/// An invitation that was made.
pub(crate) struct Invited {
    /// Whose record it is about.
    pub(crate) person: PersonId,
    /// The address that was mailed.
    pub(crate) address: AddressId,
    /// Its secret.
    token: TokenId,
}

/// Finds or makes the record and mails its holder; says whose it is. `joins`: they belong to the organisation at once.
pub(crate) fn invite_to(
    change: &mut Change<'_, '_>,
    ask: &InvitePerson,
    joins: bool,
) -> Result<Invited, Failure> {
    let organisation = listed(change.tx, ask.organisation)?;
    let by = ask.actor.person_id;
    check_one_more(change, by, ask.actor.is_coordinator)?;
    // What the yes is worth: a manager who neither leads the organisation nor runs the training cannot vouch for
    // membership.
    let how = match (ask.actor.is_coordinator, ask.leads) {
        (true, _) => Some(MembershipProof::Coordinator),
        (_, true) => Some(MembershipProof::Lead),
        _ => None,
    };
    let (person, address) = record_for(change.tx, ask, joins)?;
    let waiting = Waiting::Invitation { organisation: organisation.id, by, confirmed_how: how };
    let payload = serde_json::to_string(&waiting).map_err(|e| Error::Broken(e.to_string()))?;
    let until = change.tx.now() + INVITATION;
    let token = tokens::add(change.tx, TokenKind::ConfirmAddress, (person, address), Some(payload), until)?;
    let message = Message::InvitedToJoin(InvitedToJoin {
        inviter: name(change.tx.conn(), by)?,
        organisation: called_in_mails(&organisation),
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
    Ok(Invited { person, address, token })
}

/// The record the invitation is for. Nobody belongs to an organisation, or is anybody's to manage, because somebody
/// else named them: that takes their yes. A coordinator's word is the organisation's own record, as an import is.
fn record_for(
    tx: &mut WriteTx<'_>,
    ask: &InvitePerson,
    joins: bool,
) -> Result<(PersonId, AddressId), Failure> {
    let (by, how) = (ask.actor.person_id, MembershipProof::Coordinator);
    let Some(address) = addresses::find(tx.conn(), &ask.email)? else {
        let added = tx.savepoint(|tx| {
            let row = person::add_person(tx, &ask.name, INVITED)?;
            let address = person::add_address(tx, row.id, &ask.email, false)?;
            Ok::<_, Error>((row, address))
        });
        let (row, address) = match added {
            // Somebody added the same address at the same moment.
            Err(Error::Conflict(_)) => return record_for(tx, ask, joins),
            other => other?,
        };
        if joins {
            claim(tx, row.id, ask.organisation, Some(how), Some(by))?;
        }
        return Ok((row.id, address));
    };
    let person = address.person_id;
    locks::lock_people(tx, &[person])?;
    let mut row = person::load_person(tx.conn(), person)?;
    if address.confirmed_at.is_none() && row.name == NOBODY {
        ask.name.as_str().clone_into(&mut row.name);
        row.name_folded = ask.name.folded();
        person::store_person(tx, &row)?;
    }
    if joins {
        claim(tx, person, ask.organisation, Some(how), Some(by))?;
    }
    Ok((person, address.id))
}
