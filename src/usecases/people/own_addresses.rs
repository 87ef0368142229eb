//! The addresses of one's own record: added, made primary, removed.

use super::{
    main_address::{main_address, say_if_moved},
    prove_again::Myself,
    sign_up::{REGISTERED, say_known, send_confirmation},
    write_to_strangers::check_one_more,
};
use crate::{
    domain::{
        accounts::Waiting,
        ids::{AddressId, PersonId},
        people::{EmailAddress, NOBODY, PersonName},
    },
    store::{
        WriteTx,
        read::people::{
            person::Recipient,
            profile::{self, AddressView},
        },
        write::{
            people::{
                addresses::{self, AddressRow},
                asked_addresses::{self, AskedAddressRow},
                person, tokens,
            },
            service::locks,
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, Refused, forbidden},
    },
};

impl UseCases {
    /// Adds an address to one's record and mails it to be confirmed. An address somebody else has confirmed is
    /// mailed instead; the answer does not tell.
    ///
    /// # Errors
    /// 409 `address_yours`; 409 `current_password_needed` or `sign_in_again`, and a wrong password: whoever can read the mail of an address of
    /// a record can sign in to it.
    pub async fn add_own_address(&self, me: Myself, email: EmailAddress) -> Result<(), Failure> {
        self.prove_again(&me).await?;
        let person = me.person;
        self.change(move |change| add(change, person, &email)).await
    }

    /// Sends mail to this address from now on.
    ///
    /// # Errors
    /// 409 `address_unconfirmed`; not theirs.
    pub async fn make_address_primary(
        &self,
        person: PersonId,
        id: AddressId,
    ) -> Result<Vec<AddressView>, Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            if asked(change.tx, person, id)?.is_some() || own(change.tx, person, id)?.confirmed_at.is_none() {
                return forbidden(
                    "address_unconfirmed",
                    "Confirm this address first, with the link or code we mailed to it.",
                );
            }
            let before = main_address(change, person)?;
            addresses::make_primary(change.tx, person, id)?;
            change.note(Some(person), "address_made_primary", ("address", id), None);
            say_if_moved(change, person, before, Some(person))?;
            change.follow()?;
            Ok(profile::addresses(change.tx.conn(), person)?)
        })
        .await
    }

    /// Removes an address from one's record.
    ///
    /// # Errors
    /// 409 `last_address` for the only confirmed one; not theirs.
    pub async fn remove_own_address(&self, person: PersonId, id: AddressId) -> Result<(), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            if let Some(row) = asked(change.tx, person, id)? {
                let email = EmailAddress::parse("email", &row.email)?;
                if let Some(address) = addresses::find(change.conn(), &email)? {
                    tokens::end_all_between(change.tx, address.id, person)?;
                }
                asked_addresses::forget(change.tx, id)?;
                change.note(Some(person), "address_removed", ("address", id), None);
                return Ok(());
            }
            let address = own(change.tx, person, id)?;
            let all = addresses::of_person(change.tx.conn(), person)?;
            let next = all.iter().find(|other| other.id != id && other.confirmed_at.is_some());
            let Some(next) = next else {
                return forbidden(
                    "last_address",
                    "This is the only confirmed address you can sign in with. Add another one first.",
                );
            };
            if address.is_primary {
                let before = main_address(change, person)?;
                addresses::make_primary(change.tx, person, next.id)?;
                say_if_moved(change, person, before, Some(person))?;
                // As long as the address is theirs, its calendar can be told.
                change.follow()?;
            }
            tokens::delete_all_of(change.tx, id)?;
            addresses::remove(change.tx, id)?;
            change.note(Some(person), "address_removed", ("address", id), None);
            Ok(())
        })
        .await
    }
}

fn own(tx: &mut WriteTx<'_>, person: PersonId, id: AddressId) -> Result<AddressRow, Failure> {
    let address = addresses::load(tx.conn(), id)?;
    if address.person_id == person { Ok(address) } else { Err(Refused::NotThere.into()) }
}

/// The address that the person asks for, if this is one.
fn asked(tx: &mut WriteTx<'_>, person: PersonId, id: AddressId) -> Result<Option<AskedAddressRow>, Failure> {
    Ok(asked_addresses::of_person(tx.conn(), person)?.into_iter().find(|row| row.id == id))
}

fn add(change: &mut Change<'_, '_>, person: PersonId, email: &EmailAddress) -> Result<(), Failure> {
    locks::lock_people(change.tx, &[person])?;
    let me = person::load_person(change.tx.conn(), person)?;
    check_one_more(change, person, me.is_coordinator)?;
    let address = match addresses::find(change.tx.conn(), email)? {
        Some(row) if row.person_id == person => {
            if row.confirmed_at.is_some() {
                return forbidden("address_yours", "This address is yours and confirmed already.");
            }
            row.id
        }
        found => {
            // Until it is confirmed it stands in no record of theirs: for whoever asks it looks alike, whoever has it.
            if let Some(row) = found {
                let own_id = change.tx.new_id();
                asked_addresses::add(change.tx, own_id, person, email)?;
                if row.confirmed_at.is_some() {
                    change.note(Some(person), "address_asked_for", ("address", row.id), None);
                    return say_known(change, &row);
                }
                row.id
            } else {
                let id = nobodys(change, email)?;
                asked_addresses::add(change.tx, id, person, email)?;
                id
            }
        }
    };
    let to = Recipient { person: Some(person), name: me.name, email: email.as_str().to_owned() };
    send_confirmation(change, to, (person, address), &Waiting::FurtherAddress, None)?;
    change.note(Some(person), "address_added", ("address", address), None);
    Ok(())
}

/// A record that nobody has claimed, for an address that stands in none.
fn nobodys(change: &mut Change<'_, '_>, email: &EmailAddress) -> Result<AddressId, Failure> {
    let name = PersonName::parse("name", NOBODY)?;
    let row = person::add_person(change.tx, &name, REGISTERED)?;
    change.note(None, "person_added", ("person", row.id), Some("address asked for"));
    Ok(person::add_address(change.tx, row.id, email, false)?)
}
