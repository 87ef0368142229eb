//! The outbox: mails waiting to be sent, written with the change that causes them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::{
    domain::ids::{BookingId, CertificateId, MailId, PersonId, SessionId},
    store::{error::Error, schema::outbox, write_tx::WriteTx},
};

/// A mail's row.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = outbox)]
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
    pub state: String,
    pub attempts: i32,
    pub possibly_sent: bool,
    pub next_attempt_at: NaiveDateTime,
    pub lease_until: Option<NaiveDateTime>,
    pub last_error: Option<String>,
    pub queued_at: NaiveDateTime,
    pub sent_at: Option<NaiveDateTime>,
    pub purged_at: Option<NaiveDateTime>,
}

/// Queues a mail; false when one with the same dedupe key was queued before.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &mut WriteTx<'_>, row: &MailRow) -> Result<bool, Error> {
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
