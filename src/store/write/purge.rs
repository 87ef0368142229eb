//! Deleting what is kept only for a time.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::{
    domain::ids::BookingId,
    store::{
        error::Error,
        schema::{access_needs, bookings, idempotency_keys, outbox, refresh_tokens, sessions, tokens},
        write_tx::WriteTx,
    },
};

/// What a mail said is kept so long after it was finished.
const MAIL_CONTENT: TimeDelta = TimeDelta::days(30);
/// Access needs are kept so long after the session, unless the person chose to keep them.
const ACCESS_NEEDS: TimeDelta = TimeDelta::days(30);
/// An answer is replayed under its key for so long.
const IDEMPOTENCY_KEYS: TimeDelta = TimeDelta::days(2);
/// A mailed link that is used or over is told apart from an unknown one for so long.
const MAILED_LINKS: TimeDelta = TimeDelta::days(7);
/// A refresh token is remembered so long after its end, so that its reuse is noticed.
const REFRESH_TOKENS: TimeDelta = TimeDelta::days(30);

/// Deletes all of it that is old enough; gives how many rows that were.
///
/// # Errors
/// When the database fails.
pub fn purge(tx: &mut WriteTx<'_>) -> Result<usize, Error> {
    let now = tx.now().naive_utc();
    Ok(mail_content(tx, now)?
        + access_needs_of_the_past(tx, now)?
        + diesel::delete(
            idempotency_keys::table.filter(idempotency_keys::created_at.le(now - IDEMPOTENCY_KEYS)),
        )
        .execute(tx.conn())?
        + diesel::delete(
            tokens::table.filter(
                tokens::expires_at
                    .le(now - MAILED_LINKS)
                    .or(tokens::used_at.is_not_null().and(tokens::used_at.le(now - MAILED_LINKS))),
            ),
        )
        .execute(tx.conn())?
        + diesel::delete(refresh_tokens::table.filter(refresh_tokens::expires_at.le(now - REFRESH_TOKENS)))
            .execute(tx.conn())?)
}

/// The rows stay: that a mail was sent, to whom and when, is part of the record.
fn mail_content(tx: &mut WriteTx<'_>, now: NaiveDateTime) -> Result<usize, Error> {
    let finished = outbox::state.eq_any(["sent", "failed", "superseded", "suppressed"]);
    Ok(diesel::update(
        outbox::table
            .filter(outbox::purged_at.is_null())
            .filter(outbox::next_attempt_at.le(now - MAIL_CONTENT))
            .filter(finished),
    )
    .set((
        outbox::payload.eq(None::<String>),
        outbox::invite.eq(None::<String>),
        outbox::purged_at.eq(Some(now)),
    ))
    .execute(tx.conn())?)
}

fn access_needs_of_the_past(tx: &mut WriteTx<'_>, now: NaiveDateTime) -> Result<usize, Error> {
    let past: Vec<BookingId> = access_needs::table
        .inner_join(bookings::table)
        .inner_join(sessions::table.on(sessions::id.eq(bookings::session_id)))
        .filter(access_needs::keep.eq(false))
        .filter(sessions::ends_at.le(now - ACCESS_NEEDS))
        .select(access_needs::booking_id)
        .limit(10_000)
        .load(tx.conn())?;
    if past.is_empty() {
        return Ok(0);
    }
    Ok(diesel::delete(access_needs::table.filter(access_needs::booking_id.eq_any(past)))
        .execute(tx.conn())?)
}
