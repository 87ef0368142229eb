//! The outbox as delivery and the work board see it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::ids::{BookingId, CertificateId, MailId, PersonId, SessionId},
    domain::words::MailState,
    store::{
        AnyConnection,
        error::Error,
        read::spelled_out::is_one_of,
        schema::{certificates, outbox},
    },
};

/// Mails that may be sent now, in the order they were queued; those whose sender went away in the middle included.
///
/// # Errors
/// When the database fails.
pub fn due(connection: &mut AnyConnection, now: DateTime<Utc>, limit: i64) -> Result<Vec<MailId>, Error> {
    let now = now.naive_utc();
    let waiting = outbox::state.eq(MailState::Queued).and(outbox::next_attempt_at.le(now));
    let abandoned = outbox::state.eq(MailState::Sending).and(outbox::lease_until.le(now));
    Ok(outbox::table
        .filter(waiting.or(abandoned))
        .order((outbox::queued_at, outbox::id))
        .limit(limit)
        .select(outbox::id)
        .load(connection)?)
}

/// What a certificate's paper is made of: the snapshot without the name, and the name unless it was erased.
///
/// # Errors
/// [`Error::Missing`] if there is no such certificate.
pub fn certificate(
    connection: &mut AnyConnection,
    id: CertificateId,
) -> Result<(String, Option<String>), Error> {
    Ok(certificates::table
        .find(id)
        .select((certificates::snapshot, certificates::person_name))
        .first(connection)?)
}

/// Which of these keys were used for a mail already.
///
/// # Errors
/// When the database fails.
pub fn used_keys(connection: &mut AnyConnection, keys: &[String]) -> Result<Vec<String>, Error> {
    let mut used = Vec::new();
    // A statement takes only so many values.
    for some in keys.chunks(1000) {
        used.extend(
            outbox::table
                .filter(outbox::dedupe_key.eq_any(some))
                .select(outbox::dedupe_key)
                .load::<String>(connection)?,
        );
    }
    Ok(used)
}

/// A mail as the work board shows it: to whom and what became of it, never what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MailView {
    /// Its id.
    pub id: MailId,
    /// What kind of mail it is.
    #[schema(example = "booked")]
    pub kind: String,
    /// What became of it.
    pub state: MailState,
    /// Whom it is for.
    pub to_name: String,
    /// The address it goes to.
    pub to_email: String,
    /// The person, if it is one of ours.
    pub person_id: Option<PersonId>,
    /// The booking it is about.
    pub booking_id: Option<BookingId>,
    /// The session it is about.
    pub session_id: Option<SessionId>,
    /// How often sending it was tried.
    pub attempts: i32,
    /// An attempt ended without a clear answer, so it may have arrived.
    pub possibly_sent: bool,
    /// When it is tried next; only while queued.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What the mail server said last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub queued_at: DateTime<Utc>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
}

type Whose = (Option<PersonId>, Option<BookingId>, Option<SessionId>);

#[derive(Queryable)]
struct Row {
    id: MailId,
    kind: String,
    state: MailState,
    to: (String, String),
    whose: Whose,
    tries: (i32, bool, NaiveDateTime, Option<String>),
    queued_at: NaiveDateTime,
    sent_at: Option<NaiveDateTime>,
}

/// Mails that were not sent and will not be, which have an index of their own.
const UNSENT: [MailState; 3] = [MailState::Failed, MailState::Superseded, MailState::Suppressed];

/// Mails, the newest first: of one state or of all, those before `before`, at most `limit`.
///
/// # Errors
/// When the database fails.
pub fn list(
    connection: &mut AnyConnection,
    state: Option<MailState>,
    before: Option<MailId>,
    limit: i64,
) -> Result<Vec<MailView>, Error> {
    let mut query = outbox::table.order(outbox::id.desc()).limit(limit).select(columns()).into_boxed();
    if let Some(state) = state {
        query = query.filter(outbox::state.eq(state));
        if UNSENT.contains(&state) {
            query = query.filter(is_one_of("outbox.state", &UNSENT));
        }
    }
    if let Some(before) = before {
        query = query.filter(outbox::id.lt(before));
    }
    Ok(query.load::<Row>(connection)?.into_iter().map(MailView::from).collect())
}

/// Mails that failed, the longest waiting first.
///
/// # Errors
/// When the database fails.
pub fn failed(connection: &mut AnyConnection, limit: i64) -> Result<Vec<MailView>, Error> {
    let query = outbox::table
        .filter(outbox::state.eq(MailState::Failed))
        .filter(is_one_of("outbox.state", &UNSENT))
        .order(outbox::id)
        .limit(limit);
    Ok(query.select(columns()).load::<Row>(connection)?.into_iter().map(MailView::from).collect())
}

/// One mail.
///
/// # Errors
/// [`Error::Missing`] if there is none.
pub fn view(connection: &mut AnyConnection, id: MailId) -> Result<MailView, Error> {
    Ok(outbox::table.find(id).select(columns()).first::<Row>(connection)?.into())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        outbox::id,
        outbox::kind,
        outbox::state,
        (outbox::to_name, outbox::to_email),
        (outbox::person_id, outbox::booking_id, outbox::session_id),
        (outbox::attempts, outbox::possibly_sent, outbox::next_attempt_at, outbox::last_error),
        outbox::queued_at,
        outbox::sent_at,
    )
}

impl From<Row> for MailView {
    fn from(row: Row) -> Self {
        let (attempts, possibly_sent, next_attempt_at, last_error) = row.tries;
        let (person_id, booking_id, session_id) = row.whose;
        Self {
            next_attempt_at: (row.state == MailState::Queued).then(|| next_attempt_at.and_utc()),
            id: row.id,
            kind: row.kind,
            state: row.state,
            to_name: row.to.0,
            to_email: row.to.1,
            person_id,
            booking_id,
            session_id,
            attempts,
            possibly_sent,
            last_error,
            queued_at: row.queued_at.and_utc(),
            sent_at: row.sent_at.map(|at| at.and_utc()),
        }
    }
}
