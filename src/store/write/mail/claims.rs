//! Taking mails for sending, many at once: each is one worker's alone until its lease ends.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::outbox::MailRow;
use crate::{
    domain::{
        ids::{CertificateId, MailId},
        mail_order::{Going, InviteMail, Turns},
        words::MailState,
    },
    store::{
        backend::one_claim_at_a_time,
        error::Error,
        read::mail::due::{Paper, papers},
        schema::outbox,
        write_tx::WriteTx,
    },
};

/// What came of taking mails.
#[derive(Debug, Default)]
pub struct Claims {
    /// Those that are this caller's alone until their leases end, in the order they were asked for.
    pub taken: Vec<Claimed>,
    /// How many are not sent at all, since a newer mail about the same date says all that matters now.
    pub overtaken: usize,
}

/// A mail that nobody else sends while the lease lasts.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The row, this attempt counted.
    pub row: MailRow,
    /// An earlier invite of this UID went out to this address, or may have: its date may stand in that calendar.
    pub invited_before: bool,
    /// The mail this one answers to went out, or may have.
    pub thread_began: bool,
    /// What the certificate that travels with it is made of, if it is there.
    pub paper: Option<Paper>,
}

/// Takes those of these mails for sending that are due and whose turn it is; see
/// [`mail_order`](crate::domain::mail_order).
///
/// # Errors
/// When the database fails.
pub fn claim(tx: &mut WriteTx<'_>, wanted: &[MailId], lease: TimeDelta) -> Result<Claims, Error> {
    let now = tx.now().naive_utc();
    // Two at once would each judge turns by what the other is just changing.
    one_claim_at_a_time(tx.conn())?;
    let (going, overtaken) = their_turn(tx, wanted)?;
    let mut claims = Claims { taken: Vec::new(), overtaken: overtake(tx, &overtaken)? };
    let may: Vec<MailId> = going.iter().map(|mail| mail.id).collect();
    let until = Some(now + lease);
    let due = || {
        let waiting = outbox::state.eq(MailState::Queued).and(outbox::next_attempt_at.le(now));
        // Whoever held it is gone, and nobody knows how far they came.
        waiting.or(outbox::state.eq(MailState::Sending).and(outbox::lease_until.le(now)))
    };
    // Somebody else may have taken some since they were found, and that at this very moment of the clock: what is sent is
    // what was nobody's before.
    let free: Vec<MailId> =
        outbox::table.filter(outbox::id.eq_any(&may)).filter(due()).select(outbox::id).load(tx.conn())?;
    let mut taken: Vec<MailRow> = Vec::new();
    if !free.is_empty() {
        let theirs = || outbox::table.filter(outbox::id.eq_any(&free));
        diesel::update(theirs().filter(due()))
            .set((
                outbox::possibly_sent.eq(outbox::possibly_sent.or(outbox::state.eq(MailState::Sending))),
                outbox::state.eq(MailState::Sending),
                outbox::lease_until.eq(until),
                outbox::attempts.eq(outbox::attempts + 1),
            ))
            .execute(tx.conn())?;
        // Read after that, since whoever held one too long may just have ended it.
        taken = theirs()
            .filter(outbox::state.eq(MailState::Sending))
            .filter(outbox::lease_until.eq(until))
            .select(MailRow::as_select())
            .load(tx.conn())?;
    }
    let certificates: Vec<CertificateId> = taken.iter().filter_map(|row| row.certificate_id).collect();
    let papers = papers(tx.conn(), &certificates)?;
    for mail in going {
        let Some(at) = taken.iter().position(|row| row.id == mail.id) else { continue };
        let row = taken.swap_remove(at);
        let paper = papers.iter().find(|(id, _)| Some(*id) == row.certificate_id);
        claims.taken.push(Claimed {
            paper: paper.map(|(_, paper)| paper.clone()),
            invited_before: mail.invited_before,
            thread_began: mail.thread_began,
            row,
        });
    }
    Ok(claims)
}

/// Those of these mails whose turn it is, in the order given, and those that are overtaken.
fn their_turn(tx: &mut WriteTx<'_>, wanted: &[MailId]) -> Result<(Vec<Going>, Vec<MailId>), Error> {
    type Row = (MailId, (Option<String>, Option<i32>), String, (MailState, bool), (String, Option<String>));
    let this = diesel::alias!(outbox as this);
    let uids = this
        .filter(this.field(outbox::id).eq_any(wanted))
        .filter(this.field(outbox::invite_uid).is_not_null())
        .select(this.field(outbox::invite_uid));
    let rows: Vec<Row> = outbox::table
        .filter(outbox::invite_uid.eq_any(uids))
        .select((
            outbox::id,
            (outbox::invite_uid, outbox::invite_sequence),
            outbox::to_email,
            (outbox::state, outbox::possibly_sent),
            (outbox::message_id, outbox::in_reply_to),
        ))
        .load(tx.conn())?;
    let all: Vec<InviteMail> = rows
        .into_iter()
        .filter_map(|(id, (uid, sequence), to, (state, possibly_sent), (message_id, in_reply_to))| {
            let (uid, sequence) = (uid?, sequence?);
            Some(InviteMail { id, uid, sequence, to, state, possibly_sent, message_id, in_reply_to })
        })
        .collect();
    let with_invites: Vec<MailId> = all.iter().map(|mail| mail.id).collect();
    let turns = Turns::of(wanted, all);
    let going = wanted.iter().filter_map(|id| {
        if with_invites.contains(id) {
            turns.go.iter().find(|going| going.id == *id).copied()
        } else {
            Some(Going { id: *id, invited_before: false, thread_began: false })
        }
    });
    Ok((going.collect(), turns.overtaken))
}

/// Marks those of these mails that certainly never left as overtaken, and counts them.
fn overtake(tx: &mut WriteTx<'_>, overtaken: &[MailId]) -> Result<usize, Error> {
    if overtaken.is_empty() {
        return Ok(0);
    }
    let now = tx.now().naive_utc();
    let certainly_unsent = outbox::state.eq(MailState::Queued).and(outbox::possibly_sent.eq(false));
    Ok(diesel::update(outbox::table.filter(outbox::id.eq_any(overtaken)).filter(certainly_unsent))
        .set((outbox::state.eq(MailState::Superseded), outbox::next_attempt_at.eq(now)))
        .execute(tx.conn())?)
}
