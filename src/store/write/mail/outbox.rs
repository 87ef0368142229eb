//! The outbox: mails waiting to be sent, written with the change that causes them.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{dsl::exists, prelude::*, select};

use crate::{
    domain::ids::{BookingId, CertificateId, MailId, PersonId, SessionId},
    domain::words::MailState,
    store::{
        AnyConnection, backend::insert_all, error::Error, schema::outbox, together::Together,
        write_tx::WriteTx,
    },
};

/// A mail's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "the migration says what each column means")]
pub struct MailRow {
    pub id: MailId,
    pub kind: String,
    pub dedupe_key: String,
    pub person_id: Option<PersonId>,
    pub booking_id: Option<BookingId>,
    pub session_id: Option<SessionId>,
    pub to_name: String,
    pub to_email: String,
    pub payload: Option<String>,
    pub invite: Option<String>,
    pub invite_uid: Option<String>,
    pub invite_sequence: Option<i32>,
    pub certificate_id: Option<CertificateId>,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    /// `queued`, `sending`, `sent`, `failed`, `superseded` or `suppressed`.
    pub state: MailState,
    pub attempts: i32,
    pub possibly_sent: bool,
    /// Of a mail that is finished: when it ended.
    pub next_attempt_at: NaiveDateTime,
    pub lease_until: Option<NaiveDateTime>,
    pub last_error: Option<String>,
    pub queued_at: NaiveDateTime,
    pub sent_at: Option<NaiveDateTime>,
    pub purged_at: Option<NaiveDateTime>,
}

/// Queues a mail whose dedupe key is its own; gives true.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &MailRow) -> Result<bool, Error> {
    if let Some(row) = tx.let_wait(row.clone()) {
        diesel::insert_into(outbox::table).values(&row).execute(tx.conn())?;
    }
    Ok(true)
}

impl Together for MailRow {
    const PLACE: u8 = 8;

    fn add(rows: &[Self], connection: &mut AnyConnection) -> Result<(), Error> {
        insert_all!(connection, outbox::table, rows)?;
        Ok(())
    }
}

/// Queues a mail; false when one with the same dedupe key was queued before.
///
/// # Errors
/// When the database fails.
pub fn add_once(tx: &mut WriteTx<'_>, row: &MailRow) -> Result<bool, Error> {
    let added = tx.savepoint(|tx| {
        diesel::insert_into(outbox::table).values(row).execute(tx.conn()).map_err(Error::from)
    });
    match added {
        Ok(_) => Ok(true),
        Err(Error::Conflict(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The Message-ID of the first invite mail of a UID, for `In-Reply-To`.
///
/// # Errors
/// When the database fails.
pub fn first_invite_mail(tx: &mut WriteTx<'_>, uid: &str) -> Result<Option<String>, Error> {
    Ok(outbox::table
        .filter(outbox::invite_uid.eq(uid))
        .order((outbox::invite_sequence, outbox::id))
        .select(outbox::message_id)
        .first(tx.conn())
        .optional()?)
}

/// What came of an attempt to take a mail for sending.
#[derive(Debug)]
pub enum Claim {
    /// It is this caller's alone until the lease ends.
    Taken(Box<Claimed>),
    /// A newer mail about the same date says all that matters now.
    Overtaken,
    /// Somebody else has it, it is not due, or an earlier mail about the same date has to go first.
    NotNow,
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
}

/// Takes a mail for sending, if it is due and its turn. Of one calendar UID only the lowest unfinished SEQUENCE may
/// be taken, because calendars ignore what comes too late; older ones to the same address that certainly never left are
/// overtaken. To whichever addresses they go, they leave in order: one mailbox may receive them all.
///
/// # Errors
/// When the database fails.
pub fn claim(tx: &mut WriteTx<'_>, id: MailId, lease: TimeDelta) -> Result<Claim, Error> {
    let now = tx.now().naive_utc();
    let row: Option<MailRow> =
        outbox::table.find(id).select(MailRow::as_select()).first(tx.conn()).optional()?;
    let Some(mut row) = row else { return Ok(Claim::NotNow) };
    if let (Some(uid), Some(sequence)) = (row.invite_uid.clone(), row.invite_sequence) {
        overtake_before(tx, &uid, sequence, &row.to_email)?;
        if earlier_unfinished(tx, &uid, sequence)? {
            return Ok(Claim::NotNow);
        }
        if row.state == MailState::Queued && newer_waits(tx, &uid, sequence, &row.to_email)? {
            let overtaken = diesel::update(outbox::table.find(id).filter(certainly_unsent()))
                .set((outbox::state.eq(MailState::Superseded), outbox::next_attempt_at.eq(now)))
                .execute(tx.conn())?;
            if overtaken == 1 {
                return Ok(Claim::Overtaken);
            }
        }
    }
    let waiting = outbox::state.eq(MailState::Queued).and(outbox::next_attempt_at.le(now));
    // Whoever held it is gone, and nobody knows how far they came.
    let abandoned = outbox::state.eq(MailState::Sending).and(outbox::lease_until.le(now));
    row.possibly_sent |= row.state == MailState::Sending;
    row.lease_until = Some(now + lease);
    let taken = diesel::update(outbox::table.find(id).filter(waiting.or(abandoned)))
        .set((
            outbox::state.eq(MailState::Sending),
            outbox::lease_until.eq(row.lease_until),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::possibly_sent.eq(row.possibly_sent),
        ))
        .execute(tx.conn())?;
    if taken == 0 {
        return Ok(Claim::NotNow);
    }
    // Somebody may have completed it since it was looked at.
    (row.payload, row.invite) =
        outbox::table.find(id).select((outbox::payload, outbox::invite)).first(tx.conn())?;
    row.state = MailState::Sending;
    row.attempts += 1;
    let invited_before = match (&row.invite_uid, row.invite_sequence) {
        (Some(uid), Some(sequence)) => select(exists(
            outbox::table
                .filter(outbox::invite_uid.eq(uid))
                .filter(outbox::invite_sequence.lt(sequence))
                .filter(outbox::to_email.eq(&row.to_email))
                .filter(outbox::state.eq(MailState::Sent).or(outbox::possibly_sent)),
        ))
        .get_result(tx.conn())?,
        _ => false,
    };
    let thread_began = match (&row.invite_uid, &row.in_reply_to) {
        (Some(uid), Some(first)) => select(exists(
            outbox::table
                .filter(outbox::invite_uid.eq(uid))
                .filter(outbox::message_id.eq(first))
                .filter(outbox::state.eq(MailState::Sent).or(outbox::possibly_sent)),
        ))
        .get_result(tx.conn())?,
        _ => false,
    };
    Ok(Claim::Taken(Box::new(Claimed { row, invited_before, thread_began })))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn certainly_unsent() -> _ {
    let queued: MailState = MailState::Queued;
    outbox::state.eq(queued).and(outbox::possibly_sent.eq(false))
}

fn overtake_before(tx: &mut WriteTx<'_>, uid: &str, sequence: i32, to: &str) -> Result<(), Error> {
    let now = tx.now().naive_utc();
    diesel::update(
        outbox::table
            .filter(outbox::invite_uid.eq(uid))
            .filter(outbox::invite_sequence.lt(sequence))
            .filter(outbox::to_email.eq(to))
            .filter(certainly_unsent()),
    )
    .set((outbox::state.eq(MailState::Superseded), outbox::next_attempt_at.eq(now)))
    .execute(tx.conn())?;
    Ok(())
}

fn earlier_unfinished(tx: &mut WriteTx<'_>, uid: &str, sequence: i32) -> Result<bool, Error> {
    Ok(select(exists(
        outbox::table
            .filter(outbox::invite_uid.eq(uid))
            .filter(outbox::invite_sequence.lt(sequence))
            .filter(outbox::state.eq(MailState::Queued).or(outbox::state.eq(MailState::Sending))),
    ))
    .get_result(tx.conn())?)
}

fn newer_waits(tx: &mut WriteTx<'_>, uid: &str, sequence: i32, to: &str) -> Result<bool, Error> {
    Ok(select(exists(
        outbox::table
            .filter(outbox::invite_uid.eq(uid))
            .filter(outbox::invite_sequence.gt(sequence))
            .filter(outbox::to_email.eq(to))
            .filter(outbox::state.eq(MailState::Queued)),
    ))
    .get_result(tx.conn())?)
}

/// How an attempt to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It was taken.
    Sent,
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
    },
    /// For good.
    Failed {
        /// What happened, in one line.
        why: String,
        /// It may have gone out all the same.
        possibly_sent: bool,
    },
}

/// Records how the attempt with this number ended; false when the lease ran out meanwhile and somebody else has it.
///
/// # Errors
/// When the database fails.
pub fn end_attempt(tx: &mut WriteTx<'_>, id: MailId, attempt: i32, ending: &Ending) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let (state, next, why, possibly_sent, sent_at) = match ending {
        Ending::Sent => (MailState::Sent, now, None, false, Some(now)),
        Ending::Away { why } => return keep_place(tx, id, attempt, why),
        Ending::Again { at, why, possibly_sent } => {
            (MailState::Queued, at.naive_utc(), Some(why), *possibly_sent, None)
        }
        Ending::Failed { why, possibly_sent } => (MailState::Failed, now, Some(why), *possibly_sent, None),
    };
    let ours = outbox::table
        .find(id)
        .filter(outbox::state.eq(MailState::Sending))
        .filter(outbox::attempts.eq(attempt));
    let updated = diesel::update(ours)
        .set((
            outbox::state.eq(state),
            outbox::next_attempt_at.eq(next),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::last_error.eq(why),
            outbox::sent_at.eq(sent_at),
        ))
        .execute(tx.conn())?;
    if updated == 1 && possibly_sent {
        // Once possible, always possible: a later clear refusal takes nothing out of a calendar.
        diesel::update(outbox::table.find(id)).set(outbox::possibly_sent.eq(true)).execute(tx.conn())?;
    }
    Ok(updated == 1)
}

fn keep_place(tx: &mut WriteTx<'_>, id: MailId, attempt: i32, why: &str) -> Result<bool, Error> {
    let ours = outbox::table
        .find(id)
        .filter(outbox::state.eq(MailState::Sending))
        .filter(outbox::attempts.eq(attempt));
    let updated = diesel::update(ours)
        .set((
            outbox::state.eq(MailState::Queued),
            outbox::attempts.eq(attempt - 1),
            outbox::lease_until.eq(None::<NaiveDateTime>),
            outbox::last_error.eq(why),
        ))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

/// The mail with this id.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn load(tx: &mut WriteTx<'_>, id: MailId) -> Result<MailRow, Error> {
    Ok(outbox::table.find(id).select(MailRow::as_select()).first(tx.conn())?)
}

/// Whether a mail with a higher SEQUENCE about the same date was queued.
///
/// # Errors
/// When the database fails.
pub fn has_newer(tx: &mut WriteTx<'_>, uid: &str, sequence: i32) -> Result<bool, Error> {
    Ok(select(exists(
        outbox::table.filter(outbox::invite_uid.eq(uid)).filter(outbox::invite_sequence.gt(sequence)),
    ))
    .get_result(tx.conn())?)
}

/// Puts a failed mail back into the queue, to where its row says now; false when it is not failed any more.
///
/// # Errors
/// When the database fails.
pub fn queue_again(tx: &mut WriteTx<'_>, row: &MailRow) -> Result<bool, Error> {
    let now = tx.now().naive_utc();
    let failed = outbox::table.find(row.id).filter(outbox::state.eq(MailState::Failed));
    let updated = diesel::update(failed)
        .set((
            outbox::state.eq(MailState::Queued),
            outbox::attempts.eq(0),
            outbox::next_attempt_at.eq(now),
            outbox::to_name.eq(&row.to_name),
            outbox::to_email.eq(&row.to_email),
            outbox::invite.eq(&row.invite),
        ))
        .execute(tx.conn())?;
    Ok(updated == 1)
}

/// Keeps every queued mail from being sent: the demo's mail of the past.
///
/// # Errors
/// When the database fails.
pub fn suppress_queued(tx: &mut WriteTx<'_>) -> Result<usize, Error> {
    Ok(diesel::update(outbox::table.filter(outbox::state.eq(MailState::Queued)))
        .set(outbox::state.eq(MailState::Suppressed))
        .execute(tx.conn())?)
}
