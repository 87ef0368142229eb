//! Places offered to colleagues by those who have them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::{
        hand_overs::HandOverEnd,
        ids::{BookingId, HandOverId, PersonId, SessionId},
    },
    store::{AnyConnection, error::Error, schema::hand_overs, write_tx::WriteTx},
};

/// The row of an offered hand-over.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = hand_overs)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct HandOverRow {
    pub id: HandOverId,
    pub booking_id: BookingId,
    pub session_id: SessionId,
    pub made_by: PersonId,
    pub name: Option<String>,
    pub email: Option<String>,
    pub email_folded: Option<String>,
    pub made_at: NaiveDateTime,
    pub open_until: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
    pub outcome: Option<HandOverEnd>,
}

/// Adds one.
///
/// # Errors
/// [`Error::Conflict`] when the booking has an open one.
pub fn add(tx: &mut WriteTx<'_>, row: &HandOverRow) -> Result<(), Error> {
    tx.savepoint(|tx| {
        diesel::insert_into(hand_overs::table).values(row).execute(tx.conn()).map_err(Error::from)
    })?;
    Ok(())
}

/// The one with this id, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find(connection: &mut AnyConnection, id: HandOverId) -> Result<Option<HandOverRow>, Error> {
    Ok(hand_overs::table.find(id).select(HandOverRow::as_select()).first(connection).optional()?)
}

/// The open one of a booking.
///
/// # Errors
/// When the database fails.
pub fn open_of(connection: &mut AnyConnection, booking: BookingId) -> Result<Option<HandOverRow>, Error> {
    Ok(hand_overs::table
        .filter(hand_overs::booking_id.eq(booking))
        .filter(hand_overs::ended_at.is_null())
        .select(HandOverRow::as_select())
        .first(connection)
        .optional()?)
}

/// Ends one, and forgets whom it was offered to.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut WriteTx<'_>, id: HandOverId, outcome: HandOverEnd) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(hand_overs::table.find(id))
        .set((
            hand_overs::ended_at.eq(Some(now)),
            hand_overs::outcome.eq(Some(outcome)),
            hand_overs::name.eq(None::<String>),
            hand_overs::email.eq(None::<String>),
            hand_overs::email_folded.eq(None::<String>),
        ))
        .execute(tx.conn())?;
    Ok(())
}
