//! The audit trail: who did what to which row. Ids and words of the domain, never names.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{Id, PersonId, RowId},
    store::{error::Error, schema::audit_log, write_tx::WriteTx},
};

#[derive(Insertable)]
#[diesel(table_name = audit_log)]
struct Line<'a> {
    id: RowId,
    at: NaiveDateTime,
    actor_id: Option<PersonId>,
    action: &'a str,
    subject_kind: &'a str,
    subject_id: RowId,
    detail: Option<&'a str>,
}

/// Writes a line. `actor` is `None` when the program itself acted, as when an offer runs out.
///
/// # Errors
/// When the database fails.
pub fn record<T>(
    tx: &mut WriteTx<'_>,
    actor: Option<PersonId>,
    action: &str,
    subject: (&str, Id<T>),
    detail: Option<&str>,
) -> Result<(), Error> {
    let line = Line {
        id: tx.new_id(),
        at: tx.now().naive_utc(),
        actor_id: actor,
        action,
        subject_kind: subject.0,
        subject_id: RowId::from_uuid(subject.1.uuid()),
        detail,
    };
    diesel::insert_into(audit_log::table).values(&line).execute(tx.conn())?;
    Ok(())
}
