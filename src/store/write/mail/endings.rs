//! How attempts to send mails ended.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{ids::MailId, words::MailState},
    store::{error::Error, schema::outbox, write_tx::WriteTx},
};

/// How an attempt to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It was taken.
    Sent,
    /// It was not begun: it keeps its place in the queue, and the attempt does not count.
    NotBegun,
    /// Nothing can be sent at present: it keeps its place in the queue, and the attempt does not count.
    Away {
        /// What happened, in one line.
        why: String,
    },
    /// Not this time: again from `at` on.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// What happened, in one line.
        why: String,
        /// It may have gone out all the same.
        possibly_sent: bool,
        /// Because the mail server does not let this site send it.
        refused: bool,
    },
    /// For good.
    Failed {
        /// What happened, in one line.
        why: String,
        /// It may have gone out all the same.
        possibly_sent: bool,
    },
}

/// An attempt, by the mail and its number.
pub type Attempt = (MailId, i32);

/// Records how these attempts ended; gives how many of them are recorded. Of the others the lease ran out meanwhile and
/// somebody else has the mail.
///
/// # Errors
/// When the database fails.
pub fn record(tx: &mut WriteTx<'_>, ended: &[(Attempt, Ending)]) -> Result<usize, Error> {
    let mut recorded = 0;
    for ending in [Ending::Sent, Ending::NotBegun] {
        let mut alike: Vec<Attempt> =
            ended.iter().filter(|(_, of)| *of == ending).map(|(attempt, _)| *attempt).collect();
        alike.sort_by_key(|(id, number)| (*number, *id));
        for of_number in alike.chunk_by(|a, b| a.1 == b.1) {
            recorded += end_alike(tx, of_number, &ending)?;
        }
    }
    for (attempt, ending) in ended {
        if !matches!(ending, Ending::Sent | Ending::NotBegun) {
            recorded += usize::from(end_one(tx, *attempt, ending)?);
        }
    }
    Ok(recorded)
}

/// Ends attempts of one number that were all sent, or all not begun.
fn end_alike(tx: &mut WriteTx<'_>, attempts: &[Attempt], ending: &Ending) -> Result<usize, Error> {
    let now = tx.now().naive_utc();
    let Some((_, number)) = attempts.first() else { return Ok(0) };
    let ids: Vec<MailId> = attempts.iter().map(|(id, _)| *id).collect();
    let ours = outbox::table
        .filter(outbox::id.eq_any(ids))
        .filter(outbox::state.eq(MailState::Sending))
        .filter(outbox::attempts.eq(number));
    let none = None::<NaiveDateTime>;
    Ok(if *ending == Ending::Sent {
        diesel::update(ours)
            .set((
                outbox::state.eq(MailState::Sent),
                outbox::next_attempt_at.eq(now),
                outbox::lease_until.eq(none),
                outbox::last_error.eq(None::<String>),
                outbox::held_since.eq(none),
                outbox::sent_at.eq(Some(now)),
            ))
            .execute(tx.conn())?
    } else {
        diesel::update(ours)
            .set((
                outbox::state.eq(MailState::Queued),
                outbox::attempts.eq(number - 1),
                outbox::lease_until.eq(none),
            ))
            .execute(tx.conn())?
    })
}

fn end_one(tx: &mut WriteTx<'_>, (id, number): Attempt, ending: &Ending) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let (state, next, why, possibly_sent, held) = match ending {
        Ending::Sent | Ending::NotBegun => return Ok(end_alike(tx, &[(id, number)], ending)? == 1),
        Ending::Away { why } => return keep_place(tx, (id, number), why),
        Ending::Again { at, why, possibly_sent, refused } => {
            (MailState::Queued, at.naive_utc(), why, *possibly_sent, *refused)
        }
        Ending::Failed { why, possibly_sent } => (MailState::Failed, now, why, *possibly_sent, false),
    };
    let ours = outbox::table
        .find(id)
        .filter(outbox::state.eq(MailState::Sending))
        .filter(outbox::attempts.eq(number));
    let updated = diesel::update(ours)
        .set((
            outbox::state.eq(state),
            outbox::next_attempt_at.eq(next),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::last_error.eq(Some(why)),
        ))
        .execute(tx.conn())?;
    if updated == 1 && possibly_sent {
        // Once possible, always possible: a later clear refusal takes nothing out of a calendar.
        diesel::update(outbox::table.find(id)).set(outbox::possibly_sent.eq(true)).execute(tx.conn())?;
    }
    if updated == 1 && held {
        hold(tx, id)?;
    }
    Ok(updated == 1)
}

fn keep_place(tx: &mut WriteTx<'_>, (id, number): Attempt, why: &str) -> Result<bool, Error> {
    let ours = outbox::table
        .find(id)
        .filter(outbox::state.eq(MailState::Sending))
        .filter(outbox::attempts.eq(number));
    let updated = diesel::update(ours)
        .set((
            outbox::state.eq(MailState::Queued),
            outbox::attempts.eq(number - 1),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::last_error.eq(why),
        ))
        .execute(tx.conn())?;
    if updated == 1 {
        hold(tx, id)?;
    }
    Ok(updated == 1)
}

/// Notes since when the mail server has kept it waiting.
fn hold(tx: &mut WriteTx<'_>, id: MailId) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(outbox::table.find(id).filter(outbox::held_since.is_null()))
        .set(outbox::held_since.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}
