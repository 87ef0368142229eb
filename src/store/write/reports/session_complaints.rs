//! Complaints noted with a session.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::{
    domain::{
        ids::{PersonId, RowId, SessionId},
        session_complaints::SessionComplaint,
    },
    store::{error::Error, schema::session_complaints as complaints, write_tx::WriteTx},
};

/// A complaint's row.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = complaints)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct SessionComplaintRow {
    pub id: RowId,
    pub session_id: SessionId,
    pub came_on: NaiveDate,
    pub words: String,
    pub followed: Option<String>,
    pub noted_by: PersonId,
    pub noted_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// Adds one.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &SessionComplaintRow) -> Result<(), Error> {
    diesel::insert_into(complaints::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// Says something else of one that is noted with this session.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn change(
    tx: &mut WriteTx<'_>,
    (session, id): (SessionId, RowId),
    to: &SessionComplaint,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let changed = diesel::update(complaints::table.find(id).filter(complaints::session_id.eq(session)))
        .set((
            complaints::came_on.eq(to.came_on),
            complaints::words.eq(&to.words),
            complaints::followed.eq(&to.followed),
            complaints::updated_at.eq(now),
        ))
        .execute(tx.conn())?;
    if changed == 0 { Err(Error::Missing) } else { Ok(()) }
}
