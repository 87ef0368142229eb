//! Adding a person from the command line, such as the first coordinator of a new installation.

use super::{
    claim_membership::{claim, confirm_by_domain},
    say_rights::roles_changed,
};
use crate::{
    domain::{
        ids::PersonId,
        input::FieldError,
        people::{EmailAddress, PersonName},
        words::MembershipProof,
    },
    store::{
        Db, Row,
        write::{
            people::{addresses, organisations, person},
            service::audit,
        },
    },
    usecases::error::Failure,
};

/// Who is added.
#[derive(Debug, Clone)]
pub struct AddPerson {
    /// Their name.
    pub name: PersonName,
    /// Their address, which counts as confirmed.
    pub email: EmailAddress,
    /// Runs sessions.
    pub is_trainer: bool,
    /// Runs the training offer.
    pub is_coordinator: bool,
    /// The name of the organisation they belong to.
    pub organisation: Option<String>,
    /// Their password, hashed; without one they sign in by mailed link.
    pub password_hash: Option<String>,
}

/// Adds a person, or gives a person who is there these roles and this password; says whether they were added.
///
/// # Errors
/// An organisation that does not exist; when the database fails.
pub async fn add_person(db: &Db, ask: AddPerson) -> Result<(PersonId, bool), Failure> {
    db.write(move |tx| {
        let found = addresses::find(tx.conn(), &ask.email)?;
        let added = found.is_none();
        let (mut row, address) = if let Some(address) = found {
            (person::load_person(tx.conn(), address.person_id)?, address.id)
        } else {
            let row = person::add_person(tx, &ask.name, "command line")?;
            let address = person::add_address(tx, row.id, &ask.email, true)?;
            (row, address)
        };
        let before = row.clone();
        row.is_trainer |= ask.is_trainer;
        row.is_coordinator |= ask.is_coordinator;
        if let Some(hash) = &ask.password_hash {
            row.password_hash = Some(hash.clone());
        }
        person::store_person(tx, &row)?;
        addresses::confirm(tx, address)?;
        if let Some(name) = &ask.organisation {
            let unknown = || {
                Failure::from(FieldError::new("organisation", format!("There is none of the name {name:?}.")))
            };
            let organisation = organisations::by_name(tx.conn(), name)?.ok_or_else(unknown)?;
            claim(tx, row.id, organisation.id, Some(MembershipProof::Coordinator), None)?;
        }
        confirm_by_domain(tx, row.id)?;
        // Nothing follows from a record that is made where the service is installed.
        tx.account_for([Row::Person(row.id.uuid())]);
        let word = if added { "person_added" } else { "person_edited" };
        audit::record(tx, None, word, ("person", row.id), Some("command line"))?;
        if let Some(roles) = roles_changed(&before, &row) {
            audit::record(tx, None, "roles_changed", ("person", row.id), Some(&roles))?;
        }
        Ok((row.id, added))
    })
    .await
}
