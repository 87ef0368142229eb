//! What coordinators change about people: names, roles, line managers, and whether they may sign in.

use super::{
    answer_who_sees::ask_for_manager,
    close_account::{self, KeptPlaces},
    correct_address::correct,
    edit_me::line_manager,
    say_rights::say_rights,
};
use crate::{
    domain::{
        ids::PersonId,
        people::{EmailAddress, PersonName},
        words::Role,
    },
    store::{
        read::people::person_views::{self, PersonView},
        write::{
            bookings::kept_places,
            people::{logins, person},
            service::locks,
        },
    },
    usecases::{
        UseCases,
        certificates::put_printable_name::put_printable_name,
        error::{Failure, Refused, forbidden},
        events::{AccountClosed, Event},
    },
};

/// What is changed; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct EditPerson {
    /// The name.
    pub name: Option<PersonName>,
    /// The name on certificates; `Some(None)`: the same as the name.
    pub certificate_name: Option<Option<PersonName>>,
    /// Exactly these roles besides delegate; of them only trainer and coordinator are given, the rest are relations.
    pub roles: Option<Vec<Role>>,
    /// The address, while nobody has confirmed the one on record.
    pub email: Option<EmailAddress>,
    /// Switched off: no signing in, no booking.
    pub disabled: Option<bool>,
    /// Which coming places stay when the account is closed.
    pub places: KeptPlaces,
    /// The line manager's address; `Some(None)`: nobody. Somebody named is so once the person says yes.
    pub line_manager: Option<Option<EmailAddress>>,
    /// The revision the coordinator saw.
    pub revision: Option<i32>,
}

impl UseCases {
    /// Changes a person's record; answers with it and its revision.
    ///
    /// # Errors
    /// [`Refused::Stale`]; 409 `own_account` for a coordinator who would lock themselves out, `address_confirmed` and
    /// `address_known` for an address that is not a coordinator's to correct.
    pub async fn edit_person(
        &self,
        by: PersonId,
        person: PersonId,
        ask: EditPerson,
    ) -> Result<(PersonView, i32), Failure> {
        self.change(move |change| {
            if ask.disabled == Some(true) {
                close_account::lock(change, person)?;
            } else {
                locks::lock_people(change.tx, &[person])?;
            }
            let mut row = person::load_person(change.tx.conn(), person)?;
            if row.erased_at.is_some() || row.merged_into.is_some() {
                return Err(Refused::NotThere.into());
            }
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
            if let Some(roles) = &ask.roles {
                row.is_trainer = roles.contains(&Role::Trainer);
                row.is_coordinator = roles.contains(&Role::Coordinator);
            }
            let was_closed = row.disabled_at.is_some();
            if let Some(disabled) = ask.disabled {
                let since = row.disabled_at.unwrap_or(change.tx.now().naive_utc());
                row.disabled_at = disabled.then_some(since);
            }
            let closes = row.disabled_at.is_some() && !was_closed;
            if person == by && (row.disabled_at.is_some() || !row.is_coordinator) {
                return forbidden(
                    "own_account",
                    "You cannot take your own access away: ask another coordinator to do it.",
                );
            }
            let mut asked = None;
            match &ask.line_manager {
                None => {}
                Some(None) => (row.line_manager_id, row.line_manager_email) = (None, None),
                Some(Some(email)) => {
                    let manager = line_manager(change.tx, person, email)?;
                    asked = Some(manager).filter(|manager| row.line_manager_id != Some(*manager));
                }
            }
            if let Some(email) = &ask.email {
                correct(change, by, &row, email)?;
            }
            if closes {
                close_account::take_leave(change, by, person, &ask.places)?;
            }
            person::store_person(change.tx, &row)?;
            if let Some(manager) = asked {
                ask_for_manager(change, person, manager, by)?;
            }
            if row.disabled_at.is_some() {
                logins::end_all(change.tx, person, "person_disabled")?;
            } else if was_closed {
                kept_places::forget(change.tx, person)?;
            }
            change.note(Some(by), "person_edited", ("person", person), None);
            say_rights(change, &before, &row, Some(by));
            if was_closed && row.disabled_at.is_none() {
                change.note(Some(by), "account_opened", ("person", person), None);
            }
            if ask.name.is_some() || ask.certificate_name.is_some() {
                put_printable_name(change, person, by)?;
            }
            if closes {
                change.say(Event::AccountClosed(AccountClosed { person, by }));
                change.follow()?;
            }
            let now = change.tx.now();
            let view = person_views::view(change.tx.conn(), person, now)?;
            Ok((view, person_views::revision(change.tx.conn(), person)?))
        })
        .await
    }
}
