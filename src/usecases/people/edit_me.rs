//! Changing one's own record, and saying what one has practised.

use super::{
    claim_membership::{claim, confirm_by_domain, organisation_named},
    say_rights::say_rights,
};
use crate::{
    domain::{
        accounts::NamedOrganisation,
        ids::PersonId,
        input::FieldError,
        people::{EmailAddress, PersonName},
        words::{ManagerCopies, Word},
    },
    store::{
        Error, WriteTx,
        read::people::{
            memberships as membership_views,
            profile::{self, DeclarationView, MembershipView, ProfileView},
        },
        write::{
            people::{addresses, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        bookings::declare::declare,
        certificates::put_printable_name::put_printable_name,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, once},
    },
};

/// What a person changes about themselves; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct EditMe {
    /// Their name.
    pub name: Option<PersonName>,
    /// The name on certificates; `Some(None)`: the same as the name.
    pub certificate_name: Option<Option<PersonName>>,
    /// The address of their line manager; `Some(None)`: nobody. One that nobody has confirmed takes effect when
    /// somebody does, and is answered alike, so that nobody learns which addresses are known.
    pub line_manager: Option<Option<EmailAddress>>,
    /// How they hear of the bookings of those they manage.
    pub manager_copies: Option<ManagerCopies>,
    /// The revision they saw.
    pub revision: Option<i32>,
}

impl UseCases {
    /// Changes one's own record; answers with it and its revision.
    ///
    /// # Errors
    /// [`Refused::Stale`]; their own address as their line manager's; a name for certificates that cannot be printed.
    pub async fn edit_me(&self, person: PersonId, ask: EditMe) -> Result<(ProfileView, i32), Failure> {
        self.change(move |change| {
            locks::lock_people(change.tx, &[person])?;
            let mut row = person::load_person(change.tx.conn(), person)?;
            if ask.revision.is_some_and(|revision| revision != row.revision) {
                return Err(Refused::Stale.into());
            }
            let before = row.clone();
            if let Some(name) = &ask.name {
                name.as_str().clone_into(&mut row.name);
                row.name_folded = name.folded();
            }
            if let Some(name) = &ask.certificate_name {
                if let Some(name) = name {
                    change.settings.alphabet.check("certificate_name", name)?;
                }
                row.certificate_name = name.as_ref().map(|name| name.as_str().to_owned());
            }
            if let Some(email) = &ask.line_manager {
                row.line_manager_email = email.as_ref().map(|email| email.folded().to_owned());
                row.line_manager_id = match email {
                    Some(email) => whoever_confirmed(change.tx, person, email)?,
                    None => None,
                };
            }
            if let Some(copies) = ask.manager_copies {
                copies.as_str().clone_into(&mut row.manager_copies);
            }
            person::store_person(change.tx, &row)?;
            change.note(Some(person), "person_edited", ("person", person), None);
            say_rights(change, &before, &row, Some(person));
            if ask.name.is_some() || ask.certificate_name.is_some() {
                put_printable_name(change, person, person)?;
            }
            let now = change.tx.now();
            Ok(profile::profile(change.tx.conn(), person, now)?)
        })
        .await
    }

    /// Claims a membership; confirmed at once when one of the person's confirmed addresses shows it.
    ///
    /// # Errors
    /// An organisation that does not exist.
    pub async fn claim_membership(
        &self,
        person: PersonId,
        named: NamedOrganisation,
        key: Option<OnceKey>,
    ) -> Result<Answer<MembershipView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                locks::lock_people(change.tx, &[person])?;
                let organisation = organisation_named(change.tx, &named)?;
                let id = claim(change.tx, person, organisation.id, None, Some(person))?;
                confirm_by_domain(change.tx, person)?;
                Ok(membership_views::view(change.tx.conn(), id)?)
            })
        })
        .await
    }

    /// Keeps that a person declares a statement today.
    ///
    /// # Errors
    /// A statement that does not exist.
    pub async fn declare(
        &self,
        person: PersonId,
        declaration: String,
        key: Option<OnceKey>,
    ) -> Result<Answer<DeclarationView>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                locks::lock_people(change.tx, &[person])?;
                declare(change.tx, person, &declaration)?;
                let made = profile::declarations(change.tx.conn(), person)?;
                let made = made.into_iter().find(|made| made.declaration == declaration);
                Ok(made.ok_or(Error::Missing)?)
            })
        })
        .await
    }
}

/// The person a line manager's address leads to, for a coordinator, who sees everybody.
pub(crate) fn line_manager(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    email: &EmailAddress,
) -> Result<PersonId, Failure> {
    whoever_confirmed(tx, person, email)?.ok_or_else(|| {
        Failure::from(FieldError::new(
            "line_manager",
            "Nobody can be named by this address yet. Ask your manager to register with it first.",
        ))
    })
}

/// Whoever has confirmed the address; none if nobody has, or their record is closed.
fn whoever_confirmed(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    email: &EmailAddress,
) -> Result<Option<PersonId>, Failure> {
    let Some(address) = addresses::find(tx.conn(), email)? else { return Ok(None) };
    if address.person_id == person {
        return Err(FieldError::new("line_manager", "Nobody is their own line manager.").into());
    }
    let owner = person::load_person(tx.conn(), address.person_id)?;
    let open = owner.disabled_at.is_none() && owner.erased_at.is_none() && owner.merged_into.is_none();
    Ok((open && address.confirmed_at.is_some()).then_some(owner.id))
}
