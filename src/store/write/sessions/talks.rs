//! The talks of a conference day, and who was at which.

use diesel::prelude::*;

use crate::{
    domain::{
        ids::{BookingId, DateId, PersonId, RowId, SessionId},
        talks::TalkInput,
    },
    store::{
        error::Error,
        schema::{session_talks as talks, talk_marks as marks},
        write_tx::WriteTx,
    },
};

/// Stores the talks of a session: what is named stays what it was, what is new is added, what is left out goes, with who
/// was there. What is named must be there.
///
/// # Errors
/// When the database fails.
pub fn store(tx: &mut WriteTx<'_>, session: SessionId, wanted: &[(TalkInput, DateId)]) -> Result<(), Error> {
    let kept: Vec<RowId> = wanted.iter().filter_map(|(talk, _)| talk.id).collect();
    let gone: Vec<RowId> = talks::table
        .filter(talks::session_id.eq(session))
        .filter(talks::id.ne_all(&kept))
        .select(talks::id)
        .load(tx.conn())?;
    diesel::delete(marks::table.filter(marks::talk_id.eq_any(&gone))).execute(tx.conn())?;
    diesel::delete(talks::table.filter(talks::id.eq_any(&gone))).execute(tx.conn())?;
    for (talk, date) in wanted {
        let values = (
            talks::date_id.eq(date),
            talks::title.eq(&talk.title),
            talks::speaker.eq(talk.speaker.as_deref()),
            talks::starts_at.eq(talk.starts_at.naive_utc()),
            talks::minutes.eq(talk.minutes),
        );
        if let Some(id) = talk.id {
            diesel::update(talks::table.find(id)).set(values).execute(tx.conn())?;
        } else {
            let id: RowId = tx.new_id();
            diesel::insert_into(talks::table)
                .values((talks::id.eq(id), talks::session_id.eq(session), values))
                .execute(tx.conn())?;
        }
    }
    Ok(())
}

/// Keeps which talks of a date somebody was at, in place of what stood there.
///
/// # Errors
/// When the database fails.
pub fn tick(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    date: DateId,
    there: &[RowId],
    by: PersonId,
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    forget(tx, booking, date)?;
    for talk in there {
        diesel::insert_into(marks::table)
            .values((
                marks::booking_id.eq(booking),
                marks::talk_id.eq(talk),
                marks::by_person.eq(by),
                marks::at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Forgets which talks of a date somebody was at: the whole date is marked otherwise.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut WriteTx<'_>, booking: BookingId, date: DateId) -> Result<(), Error> {
    let of_date = talks::table.filter(talks::date_id.eq(date)).select(talks::id);
    diesel::delete(marks::table.filter(marks::booking_id.eq(booking)).filter(marks::talk_id.eq_any(of_date)))
        .execute(tx.conn())?;
    Ok(())
}
