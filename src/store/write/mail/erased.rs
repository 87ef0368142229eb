//! Mails to and about somebody whose data is erased: what has left is emptied, what is on its way is emptied once it
//! has.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use crate::{
    domain::{
        erasures::KnownAs,
        ids::{BookingId, MailId, PersonId},
        words::MailState,
    },
    store::{
        backend::texts_like,
        error::Error,
        schema::{addresses, erasure_mails, outbox},
        write::people::free_text::taken_out_of_json,
        write_tx::WriteTx,
    },
};

/// A mail that cannot be sent for so long is not sent any more: whom it names is to be forgotten.
const PATIENCE: TimeDelta = TimeDelta::days(3);

/// What a mail says, and to whom.
const WORDS: [&str; 5] = ["payload", "invite", "to_name", "to_email", "last_error"];

fn finished() -> [MailState; 4] {
    [MailState::Sent, MailState::Failed, MailState::Superseded, MailState::Suppressed]
}

/// Notes every mail to these records, about their bookings, or with one of their names in it, while their addresses
/// are known; [`settle`] empties each that has left.
///
/// # Errors
/// When the database fails.
pub fn note_mails(
    tx: &mut WriteTx<'_>,
    records: &[PersonId],
    own_bookings: &[BookingId],
    known: &KnownAs,
) -> Result<(), Error> {
    let emails: Vec<String> = addresses::table
        .filter(addresses::person_id.eq_any(records))
        .select(addresses::email)
        .load(tx.conn())?;
    let mut theirs: Vec<MailId> = outbox::table
        .filter(outbox::person_id.eq_any(records).or(outbox::to_email.eq_any(&emails)))
        .select(outbox::id)
        .load(tx.conn())?;
    let mut about: Vec<MailId> = Vec::new();
    for own in own_bookings.chunks(500) {
        let found: Vec<MailId> = outbox::table
            .filter(outbox::booking_id.eq_any(own))
            .filter(outbox::purged_at.is_null())
            .select(outbox::id)
            .load(tx.conn())?;
        about.extend(found);
    }
    for pattern in known.patterns() {
        for column in WORDS {
            for (place, text) in texts_like(tx.conn(), ("outbox", "id", column), &pattern)? {
                let named = taken_out_of_json(known, &text).is_some() || known.taken_out_of(&text).is_some();
                if let (true, Ok(id)) = (named, uuid::Uuid::from_slice(&place)) {
                    let list = if column == "to_email" { &mut theirs } else { &mut about };
                    list.push(MailId::from_uuid(id));
                }
            }
        }
    }
    theirs.sort();
    theirs.dedup();
    about.retain(|id| !theirs.contains(id));
    about.sort();
    about.dedup();
    let now = tx.now().naive_utc();
    for (ids, to_them) in [(theirs, true), (about, false)] {
        for id in ids {
            let known: i64 =
                erasure_mails::table.filter(erasure_mails::mail_id.eq(id)).count().get_result(tx.conn())?;
            if known == 0 {
                diesel::insert_into(erasure_mails::table)
                    .values((
                        erasure_mails::mail_id.eq(id),
                        erasure_mails::erased_at.eq(now),
                        erasure_mails::to_them.eq(to_them),
                    ))
                    .execute(tx.conn())?;
            }
        }
    }
    Ok(())
}

/// Empties those of the noted mails that have left, and gives their Message-IDs, for whoever keeps them in a folder.
/// What has waited for too long is not sent any more.
///
/// # Errors
/// When the database fails.
pub fn settle(tx: &mut WriteTx<'_>) -> Result<Vec<String>, Error> {
    let now = tx.now().naive_utc();
    let late: Vec<MailId> = erasure_mails::table
        .filter(erasure_mails::erased_at.le(now - PATIENCE))
        .select(erasure_mails::mail_id)
        .load(tx.conn())?;
    diesel::update(
        outbox::table.filter(outbox::id.eq_any(&late)).filter(outbox::state.eq(MailState::Queued)),
    )
    .set((outbox::state.eq(MailState::Superseded), outbox::next_attempt_at.eq(now)))
    .execute(tx.conn())?;
    let left: Vec<(MailId, bool, String)> = erasure_mails::table
        .inner_join(outbox::table)
        .filter(outbox::state.eq_any(finished()))
        .order(erasure_mails::mail_id)
        .select((erasure_mails::mail_id, erasure_mails::to_them, outbox::message_id))
        .limit(500)
        .load(tx.conn())?;
    for (id, to_them, _) in &left {
        diesel::update(outbox::table.find(id))
            .set((
                outbox::payload.eq(None::<String>),
                outbox::invite.eq(None::<String>),
                outbox::last_error.eq(None::<String>),
                outbox::purged_at.eq(Some::<NaiveDateTime>(now)),
            ))
            .execute(tx.conn())?;
        if *to_them {
            diesel::update(outbox::table.find(id))
                .set((outbox::to_name.eq(""), outbox::to_email.eq("")))
                .execute(tx.conn())?;
        }
        diesel::delete(erasure_mails::table.find(id)).execute(tx.conn())?;
    }
    Ok(left.into_iter().map(|(.., message_id)| message_id).collect())
}
