//! Messages to everybody on a session.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        session_messages::Readers,
    },
    store::{error::Error, schema::session_messages, write_tx::WriteTx},
};

/// A message's row.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = session_messages)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct SessionMessageRow {
    pub id: RowId,
    pub session_id: SessionId,
    pub sent_by: PersonId,
    pub sent_to: Readers,
    pub subject: String,
    pub words: String,
    pub recipients: i32,
    pub sent_at: NaiveDateTime,
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &SessionMessageRow) -> Result<(), Error> {
    diesel::insert_into(session_messages::table).values(row).execute(tx.conn())?;
    Ok(())
}
