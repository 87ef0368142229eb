//! Which mails may leave now, and which the mail server keeps waiting.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    dsl::{exists, not},
    prelude::*,
    select,
};

use crate::{
    domain::{
        ids::{CertificateId, MailId},
        words::MailState,
    },
    store::{
        AnyConnection,
        error::Error,
        read::spelled_out::is_one_of,
        schema::{certificates, outbox},
    },
};

/// Which mails are looked for.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// Those of these kinds.
    Of(&'static [&'static str]),
    /// Whichever come next; those whose sender went away in the middle included.
    Any,
}

/// Mails that may be sent now, in the order they fell due. Those that wait for an earlier mail about the same date are
/// left out, unless that one certainly never left and was to the same address, so that they take its place.
///
/// # Errors
/// When the database fails.
pub fn due(
    connection: &mut AnyConnection,
    now: DateTime<Utc>,
    which: Which,
    most: usize,
) -> Result<Vec<MailId>, Error> {
    let now = now.naive_utc();
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let earlier = diesel::alias!(outbox as earlier);
    let holds_up = earlier
        .filter(earlier.field(outbox::invite_uid).eq(outbox::invite_uid))
        .filter(earlier.field(outbox::invite_sequence).lt(outbox::invite_sequence))
        .filter(earlier.field(outbox::state).eq(MailState::Sending).or(
            earlier.field(outbox::state).eq(MailState::Queued).and(
                earlier.field(outbox::possibly_sent).or(earlier.field(outbox::to_email).ne(outbox::to_email)),
            ),
        ));
    let waiting = outbox::table
        .filter(is_one_of("outbox.state", &[MailState::Queued]))
        .filter(outbox::next_attempt_at.le(now))
        .filter(not(exists(holds_up)))
        .order((outbox::next_attempt_at, outbox::id))
        .limit(limit)
        .select(outbox::id);
    let mut found: Vec<MailId> = match which {
        Which::Of(kinds) => return Ok(waiting.filter(outbox::kind.eq_any(kinds)).load(connection)?),
        Which::Any => waiting.load(connection)?,
    };
    if found.len() < most {
        let abandoned: Vec<MailId> = outbox::table
            .filter(outbox::state.eq(MailState::Sending))
            .filter(outbox::lease_until.le(now))
            .order((outbox::next_attempt_at, outbox::id))
            .limit(limit - i64::try_from(found.len()).unwrap_or(limit))
            .select(outbox::id)
            .load(connection)?;
        found.extend(abandoned);
    }
    Ok(found)
}

/// What a certificate's paper is made of: the snapshot without the name, and the name unless it was erased.
pub type Paper = (String, Option<String>);

/// The papers of these certificates.
///
/// # Errors
/// When the database fails.
pub fn papers(
    connection: &mut AnyConnection,
    certificates: &[CertificateId],
) -> Result<Vec<(CertificateId, Paper)>, Error> {
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    Ok(certificates::table
        .filter(certificates::id.eq_any(certificates))
        .select((certificates::id, (certificates::snapshot, certificates::person_name)))
        .load(connection)?)
}

/// Whether the mail server took any mail after that moment.
///
/// # Errors
/// When the database fails.
pub fn any_left_since(connection: &mut AnyConnection, moment: DateTime<Utc>) -> Result<bool, Error> {
    // Of a mail that is finished this says when it ended, and an index has it.
    let left = outbox::table
        .filter(outbox::state.eq(MailState::Sent))
        .filter(outbox::next_attempt_at.gt(moment.naive_utc()));
    Ok(select(exists(left)).get_result(connection)?)
}

/// Mail that does not leave, because of the mail server and not of the mails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldUp {
    /// Since when.
    pub since: DateTime<Utc>,
    /// What the mail server said last.
    pub said: String,
    /// How many mails wait; those that would leave later anyway included.
    pub waiting: i64,
}

/// Whether the mail server keeps mail waiting at present.
///
/// # Errors
/// When the database fails.
pub fn held_up(connection: &mut AnyConnection) -> Result<Option<HeldUp>, Error> {
    let waits = outbox::state.eq(MailState::Queued).or(outbox::state.eq(MailState::Sending));
    let held: Vec<(Option<NaiveDateTime>, Option<String>)> = outbox::table
        .filter(outbox::held_since.is_not_null())
        .filter(waits)
        .order((outbox::held_since, outbox::id))
        .select((outbox::held_since, outbox::last_error))
        .limit(200)
        .load(connection)?;
    let Some(since) = held.first().and_then(|(since, _)| *since) else { return Ok(None) };
    let said = held.into_iter().rev().find_map(|(_, said)| said).unwrap_or_default();
    let waiting = outbox::table
        .filter(is_one_of("outbox.state", &[MailState::Queued]))
        .count()
        .get_result(connection)?;
    Ok(Some(HeldUp { since: since.and_utc(), said, waiting }))
}
