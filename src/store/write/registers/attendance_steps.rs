//! What was marked by hand in one go, so that it can be taken back.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        words::Outcome,
    },
    store::{AnyConnection, error::Error, schema::attendance_steps as steps, write_tx::WriteTx},
};

/// Marks made in one go.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = steps)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct StepRow {
    pub id: RowId,
    pub session_id: SessionId,
    pub by_person: PersonId,
    pub at: NaiveDateTime,
    pub before: String,
}

/// A mark as it stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Whose.
    pub booking: BookingId,
    /// At which date.
    pub date: DateId,
    /// What was marked; nothing if `None`.
    pub outcome: Option<Outcome>,
    /// The minutes there; only with partly.
    pub minutes: Option<i32>,
    /// The meeting's record it rested on.
    pub import: Option<RowId>,
    /// Who had marked it, and when: by these an earlier step is known as still standing.
    pub marked: Option<(PersonId, NaiveDateTime)>,
}

/// Keeps what stood before somebody marked.
///
/// # Errors
/// When the database fails.
pub fn keep(tx: &mut WriteTx<'_>, session: SessionId, by: PersonId, before: &[Before]) -> Result<(), Error> {
    let row = StepRow {
        id: tx.new_id(),
        session_id: session,
        by_person: by,
        at: tx.now().naive_utc(),
        before: serde_json::json!(before).to_string(),
    };
    diesel::insert_into(steps::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// What somebody marked last on a session, with what stood before.
///
/// # Errors
/// When the database fails.
pub fn last(
    connection: &mut AnyConnection,
    session: SessionId,
    by: PersonId,
) -> Result<Option<(StepRow, Vec<Before>)>, Error> {
    let row: Option<StepRow> = steps::table
        .filter(steps::session_id.eq(session))
        .filter(steps::by_person.eq(by))
        .order(steps::id.desc())
        .select(StepRow::as_select())
        .first(connection)
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let before = serde_json::from_str(&row.before)
        .map_err(|error| Error::Broken(format!("what stood before a mark cannot be read: {error}")))?;
    Ok(Some((row, before)))
}

/// Forgets a step: it was taken back.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, step: RowId) -> Result<(), Error> {
    diesel::delete(steps::table.find(step)).execute(tx.conn())?;
    Ok(())
}

/// Forgets the steps that are older than this; gives how many.
///
/// # Errors
/// When the database fails.
pub fn forget_old(tx: &mut WriteTx<'_>, older_than: TimeDelta) -> Result<usize, Error> {
    let until = (tx.now() - older_than).naive_utc();
    Ok(diesel::delete(steps::table.filter(steps::at.lt(until))).execute(tx.conn())?)
}
