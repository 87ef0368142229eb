//! Invites that wait a little for the way in that belongs into them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::outbox::MailRow;
use crate::{
    domain::{
        ids::{MailId, SessionId},
        invites::{Invite, InviteMethod},
        words::MailState,
    },
    store::{error::Error, schema::outbox, write_tx::WriteTx},
};

/// Lets the invites to a session that this write queued wait until then, where they do not say how to join online.
///
/// # Errors
/// When the database fails.
pub fn hold(tx: &mut WriteTx<'_>, session: SessionId, until: DateTime<Utc>) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    let rows: Vec<(MailId, Option<String>)> = outbox::table
        .filter(outbox::session_id.eq(session))
        .filter(outbox::state.eq(MailState::Queued))
        .filter(outbox::queued_at.eq(now))
        .filter(outbox::next_attempt_at.eq(now))
        .filter(outbox::invite.is_not_null())
        .select((outbox::id, outbox::invite))
        .load(tx.conn())?;
    let lacks = |text: &Option<String>| {
        let invite = text.as_deref().and_then(|text| serde_json::from_str::<Invite>(text).ok());
        invite.is_some_and(|invite| {
            invite.method == InviteMethod::Request && invite.conference.is_none() && invite.ends_at > until
        })
    };
    let held: Vec<MailId> = rows.into_iter().filter(|(_, text)| lacks(text)).map(|(id, _)| id).collect();
    for some in held.chunks(500) {
        diesel::update(outbox::table.filter(outbox::id.eq_any(some)))
            .set(outbox::next_attempt_at.eq(until.naive_utc()))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// The mail with this state of an invite, if it has certainly not left.
///
/// # Errors
/// When the database fails.
pub fn waiting(tx: &mut WriteTx<'_>, uid: &str, sequence: i32) -> Result<Option<MailRow>, Error> {
    Ok(outbox::table
        .filter(outbox::invite_uid.eq(uid))
        .filter(outbox::invite_sequence.eq(sequence))
        .filter(outbox::state.eq(MailState::Queued))
        .filter(outbox::possibly_sent.eq(false))
        .select(MailRow::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Gives such a mail what it waited for, and lets it go; false when it has just left without.
///
/// # Errors
/// When the database fails.
pub fn complete(tx: &mut WriteTx<'_>, id: MailId, payload: &str, invite: &str) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let completed = diesel::update(outbox::table.find(id).filter(outbox::state.eq(MailState::Queued)))
        .set((outbox::payload.eq(payload), outbox::invite.eq(invite), outbox::next_attempt_at.eq(now)))
        .execute(tx.conn())?;
    Ok(completed == 1)
}
