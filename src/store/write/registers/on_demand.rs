//! What somebody finishes a course with that they took at their own time.

use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, RowId},
    store::{
        error::Error,
        schema::{on_demand_answers as answers, watched_parts as watched},
        write_tx::WriteTx,
    },
};

/// Keeps what was answered and watched.
///
/// # Errors
/// When the database fails.
pub fn keep(
    tx: &mut WriteTx<'_>,
    booking: BookingId,
    given: &[(RowId, String)],
    parts: &[RowId],
) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    for (question, words) in given {
        let id: RowId = tx.new_id();
        diesel::insert_into(answers::table)
            .values((
                answers::id.eq(id),
                answers::booking_id.eq(booking),
                answers::question_id.eq(question),
                answers::words.eq(words),
                answers::answered_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    for part in parts {
        diesel::insert_into(watched::table)
            .values((watched::booking_id.eq(booking), watched::part_id.eq(part)))
            .execute(tx.conn())?;
    }
    Ok(())
}
