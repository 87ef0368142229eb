//! The main address of a person: where their mail goes, and saying that it goes elsewhere.

use super::people_events::AddressChanged;
use crate::{
    domain::ids::PersonId,
    store::read::people::person,
    usecases::{change::Change, error::Failure, events::Event},
};

/// Where mail to a person goes; `None` when it reaches them nowhere.
pub(super) fn main_address(change: &mut Change<'_, '_>, person: PersonId) -> Result<Option<String>, Failure> {
    Ok(person::recipient(change.conn(), person)?.map(|to| to.email))
}

/// Says that mail to a person goes elsewhere than to `old`, if it does.
pub(super) fn say_if_moved(
    change: &mut Change<'_, '_>,
    person: PersonId,
    old: Option<String>,
    by: Option<PersonId>,
) -> Result<(), Failure> {
    let new = main_address(change, person)?;
    if new != old {
        change.say(Event::AddressChanged(AddressChanged { person, old, new, by }));
    }
    Ok(())
}
