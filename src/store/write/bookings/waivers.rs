//! Waivers: decisions to let a person attend although a group is not met.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{GroupId, PersonId, SessionId, WaiverId},
    store::{error::Error, schema::waivers, write_tx::WriteTx},
};

/// A waiver's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = waivers)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct WaiverRow {
    pub id: WaiverId,
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub group_id: GroupId,
    pub reason: String,
    pub by_person: PersonId,
    pub at: NaiveDateTime,
}

/// Adds a waiver; false when the person has one for this group and session.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &WaiverRow) -> Result<bool, Error> {
    let added = tx.savepoint(|tx| {
        diesel::insert_into(waivers::table).values(row).execute(tx.conn()).map_err(Error::from)
    });
    match added {
        Ok(_) => Ok(true),
        Err(Error::Conflict(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
