//! What people said who do not belong to the organisation whose mail domain their address has.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::ids::{OrganisationId, PersonId, RowId},
    store::{error::Error, schema::domain_answers, write_tx::WriteTx},
};

/// Keeps that a person does not belong there, or from when on they may be asked again.
///
/// # Errors
/// When the database fails.
pub fn add(
    tx: &mut WriteTx<'_>,
    person: PersonId,
    organisation: OrganisationId,
    ask_from: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let id: RowId = tx.new_id();
    let said_at = tx.now().naive_utc();
    diesel::insert_into(domain_answers::table)
        .values((
            domain_answers::id.eq(id),
            domain_answers::person_id.eq(person),
            domain_answers::organisation_id.eq(organisation),
            domain_answers::said_at.eq(said_at),
            domain_answers::ask_from.eq(ask_from.map(|at| at.naive_utc())),
        ))
        .execute(tx.conn())?;
    Ok(())
}
