//! The outbox: mails waiting to be sent, written with the change that causes them.

use chrono::NaiveDateTime;
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
