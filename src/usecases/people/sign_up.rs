//! Registering: what was given waits in a mailed token until the address is confirmed.

use super::{claim_membership::listed, required_provider::refuse_if_required};
use crate::{
    domain::{
        accounts::{CONFIRMATION, NamedOrganisation, Waiting},
        ids::{AddressId, PersonId, SessionId},
        people::{EmailAddress, NOBODY, PersonName},
        words::TokenKind,
    },
    mail::message::{
        AddressAlreadyKnown, ConfirmAddress, HeldPlace, LinkTo, Message, Minutes, Page, SecretLink, TypedCode,
    },
    store::{
        Error, WriteTx,
        read::people::person::Recipient,
        write::people::{
            addresses::{self, AddressRow},
            asked_addresses, person, tokens,
        },
    },
    usecases::{
        UseCases,
        bookings::hold_place::hold_place,
        change::Change,
        error::Failure,
        queue_mail::{Letter, post},
    },
};

/// Where a record of somebody who only registered says that it comes from.
pub(crate) const REGISTERED: &str = "registration";

/// What somebody registers with.
#[derive(Debug, Clone)]
pub struct Register {
    /// Their name.
    pub name: PersonName,
    /// The form of it for certificates, where the name itself cannot be printed.
    pub certificate_name: Option<PersonName>,
    /// Their address; not a shared mailbox.
    pub email: EmailAddress,
    /// The password they want.
    pub password: String,
    /// Where they say that they belong.
    pub organisation: Option<NamedOrganisation>,
    /// The date they chose before registering: a place is held for some minutes, or booked when they confirm.
    pub session: Option<SessionId>,
    /// The mark of the browser it is typed in; none where a program sends it.
    pub browser: Option<String>,
}

impl UseCases {
    /// Registers, as far as that goes before the address is confirmed. Neither answer nor time tells whether the
    /// address was known: then it is mailed, and nothing else happens.
    ///
    /// # Errors
    /// A password that is not taken, an organisation that does not exist, a name for certificates that cannot be
    /// printed; `single_sign_on_required`.
    pub async fn register(&self, ask: Register) -> Result<(), Failure> {
        refuse_if_required(&self.settings, &ask.email)?;
        let own = [ask.name.as_str(), ask.email.as_str()];
        let password_hash = self.hash_new_password(&ask.password, &own).await?;
        self.change(move |change| register(change, &ask, &password_hash)).await
    }
}

fn register(change: &mut Change<'_, '_>, ask: &Register, password_hash: &str) -> Result<(), Failure> {
    if let Some(form) = &ask.certificate_name {
        change.settings.alphabet.check("certificate_name", form)?;
    }
    let (organisation, organisation_name) = match &ask.organisation {
        Some(NamedOrganisation::Listed(id)) => (Some(listed(change.tx, *id)?.id), None),
        Some(NamedOrganisation::Unlisted(name)) => (None, Some(name.clone())),
        None => (None, None),
    };
    let (person, address, is_new) = match record_of(change.tx, &ask.email, &ask.name)? {
        Found::Theirs { person, address, is_new } => (person, address, is_new),
        Found::Known(row) => {
            // What is left on the date shows no difference to an address that is nobody's.
            if let Some(session) = ask.session {
                hold_for_nobody(change, session)?;
            }
            return say_known(change, &row);
        }
    };
    let (held_place, held_for) = match ask.session {
        Some(session) if is_new => (hold_place(change, person, session)?, None),
        // A record that is there already may have what stands against a place, or for it.
        Some(session) => hold_for_nobody(change, session)?,
        None => (None, None),
    };
    let waiting = Waiting::Registration {
        name: ask.name.as_str().to_owned(),
        certificate_name: ask.certificate_name.as_ref().map(|form| form.as_str().to_owned()),
        password_hash: Some(password_hash.to_owned()),
        organisation,
        organisation_name,
        session: ask.session,
        browser: ask.browser.clone(),
        held_for,
    };
    let to = Recipient {
        person: Some(person),
        name: ask.name.as_str().to_owned(),
        email: ask.email.as_str().to_owned(),
    };
    send_confirmation(change, to, (person, address), &waiting, held_place)?;
    change.note(None, "registered", ("person", person), None);
    Ok(())
}

pub(super) enum Found {
    /// A record that waits for this address to be confirmed: a new one, or one that was brought in.
    Theirs {
        person: PersonId,
        address: AddressId,
        /// It was made for them just now.
        is_new: bool,
    },
    /// Somebody has confirmed the address, or their record is closed.
    Known(AddressRow),
}

/// The record a confirmed address leads to.
pub(super) fn record_of(
    tx: &mut WriteTx<'_>,
    email: &EmailAddress,
    name: &PersonName,
) -> Result<Found, Failure> {
    let Some(row) = addresses::find(tx.conn(), email)? else {
        let added = tx.savepoint(|tx| {
            let person = person::add_person(tx, name, REGISTERED)?;
            let address = person::add_address(tx, person.id, email, false)?;
            Ok::<_, Error>((person.id, address))
        });
        return match added {
            Ok((person, address)) => Ok(Found::Theirs { person, address, is_new: true }),
            // Somebody registered with the same address at the same moment; that one's row is there now.
            Err(Error::Conflict(_)) => record_of(tx, email, name),
            Err(error) => Err(error.into()),
        };
    };
    let owner = person::load_person(tx.conn(), row.person_id)?;
    let closed = owner.disabled_at.is_some() || owner.erased_at.is_some() || owner.merged_into.is_some();
    if row.confirmed_at.is_some() || closed {
        return Ok(Found::Known(row));
    }
    if has_confirmed_address(tx, owner.id)? {
        // Somebody wrote this address into their own record and never confirmed it: that gives no right to it. They
        // see it there as before: that somebody registers with it is not theirs to learn.
        let person = person::add_person(tx, name, REGISTERED)?;
        addresses::give_to(tx, row.id, person.id, true)?;
        let id = tx.new_id();
        asked_addresses::add(tx, id, owner.id, email)?;
        return Ok(Found::Theirs { person: person.id, address: row.id, is_new: true });
    }
    if owner.name == NOBODY {
        let mut owner = owner.clone();
        name.as_str().clone_into(&mut owner.name);
        owner.name_folded = name.folded();
        person::store_person(tx, &owner)?;
    }
    Ok(Found::Theirs { person: owner.id, address: row.id, is_new: false })
}

/// Holds a place as for somebody of whom nothing is known: whose record it is for shows neither in whether it is held
/// nor in what is left. It becomes theirs when they confirm.
fn hold_for_nobody(
    change: &mut Change<'_, '_>,
    session: SessionId,
) -> Result<(Option<HeldPlace>, Option<PersonId>), Failure> {
    let name = PersonName::parse("name", NOBODY)?;
    let nobody = person::add_person(change.tx, &name, REGISTERED)?.id;
    change.note(None, "person_added", ("person", nobody), Some("place held"));
    let held = hold_place(change, nobody, session)?;
    let held_for = held.is_some().then_some(nobody);
    Ok((held, held_for))
}

/// Whether a person has shown any address to be theirs.
pub(crate) fn has_confirmed_address(tx: &mut WriteTx<'_>, person: PersonId) -> Result<bool, Failure> {
    let own = addresses::of_person(tx.conn(), person)?;
    Ok(own.iter().any(|address| address.confirmed_at.is_some()))
}

/// Mails the holder of an address that it is known already.
pub(crate) fn say_known(change: &mut Change<'_, '_>, row: &AddressRow) -> Result<(), Failure> {
    let name = person::load_person(change.tx.conn(), row.person_id)?.name;
    let to = Recipient { person: Some(row.person_id), name, email: row.email.clone() };
    let message = Message::AddressAlreadyKnown(AddressAlreadyKnown {
        address: row.email.clone(),
        sign_in: Page::at("/sign-in"),
    });
    post(change, Letter::new(to, message))?;
    Ok(())
}

/// Mails the link and the code that confirm an address; `waiting` takes effect when one of them is used.
pub(crate) fn send_confirmation(
    change: &mut Change<'_, '_>,
    to: Recipient,
    of: (PersonId, AddressId),
    waiting: &Waiting,
    held_place: Option<HeldPlace>,
) -> Result<(), Failure> {
    let payload = serde_json::to_string(waiting).map_err(|e| Error::Broken(e.to_string()))?;
    let expires_at = change.tx.now() + CONFIRMATION;
    let token = tokens::add(change.tx, TokenKind::ConfirmAddress, of, Some(payload), expires_at)?;
    let message = Message::ConfirmAddress(ConfirmAddress {
        address: to.email.clone(),
        link: SecretLink::new(token, LinkTo::Confirm),
        code: TypedCode { code_of: token },
        valid_for: Minutes { minutes: i32::try_from(CONFIRMATION.num_minutes()).unwrap_or(60) },
        held_place,
    });
    post(change, Letter::new(to, message))?;
    Ok(())
}
