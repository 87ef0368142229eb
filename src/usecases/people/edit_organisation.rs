//! Organisations as coordinators keep them.

use crate::{
    domain::{
        ids::{OrganisationId, PersonId},
        input::FieldError,
        words::OrganisationKind,
    },
    store::{
        Error, WriteTx,
        read::people::organisations::OrganisationRecord,
        write::{
            people::{
                organisations::{self, OrganisationRow},
                person,
            },
            service::audit,
        },
    },
    usecases::{
        UseCases,
        error::{Failure, Refused},
        idempotency::{Answer, OnceKey, once},
    },
};

/// What is changed; `None` leaves a field as it is. A new organisation needs name and kind.
#[derive(Debug, Clone, Default)]
pub struct EditOrganisation {
    /// Its name.
    pub name: Option<String>,
    /// What kind of body it is.
    pub kind: Option<OrganisationKind>,
    /// Its mail domain; `Some(None)`: none.
    pub domain: Option<Option<String>>,
    /// Whether bookings under it ask for a manager's yes.
    pub needs_approval: Option<bool>,
    /// Whether it is offered to choose from.
    pub listed: Option<bool>,
    /// The revision the coordinator saw.
    pub revision: Option<i32>,
}

impl UseCases {
    /// Adds an organisation to the list.
    ///
    /// # Errors
    /// Another one has its name.
    pub async fn add_organisation(
        &self,
        by: PersonId,
        (name, kind): (String, OrganisationKind),
        ask: EditOrganisation,
        key: Option<OnceKey>,
    ) -> Result<Answer<OrganisationRecord>, Failure> {
        self.change(move |change| {
            once(change, key.as_ref(), |change| {
                let id = person::add_organisation(change.tx, &name, kind, None, true).map_err(taken)?;
                let mut row = organisations::load(change.tx.conn(), id)?;
                apply(&mut row, &ask);
                organisations::store(change.tx, &row)?;
                change.note(Some(by), "organisation_added", ("organisation", id), None);
                Ok(record(row))
            })
        })
        .await
    }

    /// Changes an organisation; answers with it and its revision.
    ///
    /// # Errors
    /// [`Refused::Stale`]; another one has its name.
    pub async fn edit_organisation(
        &self,
        by: PersonId,
        id: OrganisationId,
        ask: EditOrganisation,
    ) -> Result<(OrganisationRecord, i32), Failure> {
        self.change(move |change| edit(change.tx, by, id, &ask)).await
    }
}

fn edit(
    tx: &mut WriteTx<'_>,
    by: PersonId,
    id: OrganisationId,
    ask: &EditOrganisation,
) -> Result<(OrganisationRecord, i32), Failure> {
    let mut row = organisations::load(tx.conn(), id)?;
    if ask.revision.is_some_and(|revision| revision != row.revision) {
        return Err(Refused::Stale.into());
    }
    apply(&mut row, ask);
    organisations::store(tx, &row).map_err(taken)?;
    audit::record(tx, Some(by), "organisation_edited", ("organisation", id), None)?;
    let row = organisations::load(tx.conn(), id)?;
    let revision = row.revision;
    Ok((record(row), revision))
}

fn apply(row: &mut OrganisationRow, ask: &EditOrganisation) {
    if let Some(name) = &ask.name {
        row.name.clone_from(name);
    }
    if let Some(kind) = ask.kind {
        row.kind = kind;
    }
    if let Some(domain) = &ask.domain {
        row.domain.clone_from(domain);
    }
    if let Some(needs_approval) = ask.needs_approval {
        row.needs_approval = needs_approval;
    }
    if let Some(listed) = ask.listed {
        row.listed = listed;
    }
}

fn taken(error: Error) -> Failure {
    match error {
        Error::Conflict(_) => {
            FieldError::new("name", "There is an organisation of this name already. Change that one.").into()
        }
        other => other.into(),
    }
}

/// An organisation as coordinators see it.
fn record(row: OrganisationRow) -> OrganisationRecord {
    OrganisationRecord {
        id: row.id,
        name: row.name,
        kind: row.kind,
        domain: row.domain,
        needs_approval: row.needs_approval,
        listed: row.listed,
    }
}
