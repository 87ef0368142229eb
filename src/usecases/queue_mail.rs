//! Putting mails into the outbox, with the change that causes them.

use serde_json::to_string;

use super::{change::Change, error::Failure, loaded_session::Scene};
use crate::{
    domain::{
        ids::{BookingId, CertificateId, MailId, PersonId, SessionId},
        invites::Invite,
        people::reads_as_a_name,
        words::MailState,
    },
    mail::message::{self, BookingRef, Message, Page},
    store::{
        Error, WriteTx,
        read::{
            bookings::own_place,
            people::person::{self, Recipient},
        },
        write::{
            bookings::booking::BookingRow,
            mail::outbox::{self, MailRow},
        },
    },
};

/// A mail to be queued.
pub(crate) struct Letter {
    to: Recipient,
    message: Message,
    booking: Option<BookingId>,
    session: Option<SessionId>,
    certificate: Option<CertificateId>,
    invite: Option<Invite>,
    once: Option<String>,
    confirmed: Option<bool>,
}

impl Letter {
    pub(crate) fn new(to: Recipient, message: Message) -> Self {
        Self {
            to,
            message,
            booking: None,
            session: None,
            certificate: None,
            invite: None,
            once: None,
            confirmed: None,
        }
    }

    pub(crate) fn about_booking(mut self, booking: BookingId) -> Self {
        self.booking = Some(booking);
        self
    }

    pub(crate) fn about_session(mut self, session: SessionId) -> Self {
        self.session = Some(session);
        self
    }

    /// With the certificate's PDF, rendered at delivery from its snapshot.
    pub(crate) fn with_certificate(mut self, certificate: CertificateId) -> Self {
        self.certificate = Some(certificate);
        self
    }

    pub(crate) fn with_invite(mut self, invite: Option<Invite>) -> Self {
        self.invite = invite;
        self
    }

    /// To an address of which it is known whether anybody has confirmed it.
    pub(crate) fn for_one_who(mut self, confirmed: Option<bool>) -> Self {
        self.confirmed = confirmed;
        self
    }

    /// Never queued twice under this key.
    pub(crate) fn once(mut self, key: impl Into<String>) -> Self {
        self.once = Some(key.into());
        self
    }
}

/// Whom a mail is addressed to, as far as it may say: an address that nobody has confirmed is told no name that does not
/// read as one.
pub(crate) fn addressed(change: &mut Change<'_, '_>, to: Recipient) -> Result<(Recipient, bool), Failure> {
    let confirmed = person::is_confirmed_address(change.conn(), &to.email)?;
    Ok((called(to, confirmed), confirmed))
}

fn called(mut to: Recipient, confirmed: bool) -> Recipient {
    if !confirmed && !reads_as_a_name(&to.name) {
        to.name.clear();
    }
    to
}

/// Queues a mail; false when its key was used before.
pub(crate) fn post(change: &mut Change<'_, '_>, mut letter: Letter) -> Result<bool, Failure> {
    let (to, confirmed) = match letter.confirmed {
        Some(confirmed) => (called(letter.to, confirmed), confirmed),
        None => addressed(change, letter.to)?,
    };
    letter.to = to;
    if !confirmed {
        letter.message = letter.message.to_unconfirmed();
        if let Some(invite) = &mut letter.invite {
            let name = Some(&letter.to.name).filter(|name| !name.is_empty());
            invite.attendee.name.clone_from(name.unwrap_or(&letter.to.email));
        }
    }
    let id: MailId = change.tx.new_id();
    let once = letter.once.is_some();
    let now = change.tx.now().naive_utc();
    let in_reply_to = match &letter.invite {
        Some(invite) if invite.sequence > 0 => outbox::first_invite_mail(change.tx, &invite.uid)?,
        // The first of its UID answers to none.
        Some(_) | None => None,
    };
    let invite = letter.invite.as_ref().map(to_string).transpose();
    let row = MailRow {
        id,
        kind: letter.message.kind().to_owned(),
        dedupe_key: letter.once.unwrap_or_else(|| id.to_string()),
        person_id: letter.to.person,
        booking_id: letter.booking,
        session_id: letter.session,
        to_name: letter.to.name,
        to_email: letter.to.email,
        payload: Some(letter.message.to_payload()),
        invite: invite.map_err(|e| Error::Broken(e.to_string()))?,
        invite_uid: letter.invite.as_ref().map(|invite| invite.uid.clone()),
        invite_sequence: letter.invite.as_ref().map(|invite| invite.sequence),
        certificate_id: letter.certificate,
        message_id: message::message_id(id, &change.settings.mail_host),
        in_reply_to,
        state: MailState::Queued,
        attempts: 0,
        possibly_sent: false,
        next_attempt_at: now,
        lease_until: None,
        last_error: None,
        queued_at: now,
        sent_at: None,
        purged_at: None,
    };
    let queued = if once { outbox::add_once(change.tx, &row)? } else { outbox::add(change.tx, &row)? };
    if queued {
        change.writes_to(&row.to_email);
    }
    Ok(queued)
}

/// Queues a mail to a person; nothing for somebody without an address.
pub(crate) fn post_to_person(
    change: &mut Change<'_, '_>,
    person: PersonId,
    letter: impl FnOnce(Recipient) -> Letter,
) -> Result<(), Failure> {
    if let Some(to) = person::recipient(change.tx.conn(), person)? {
        post(change, letter(to))?;
    }
    Ok(())
}

/// The names of those who are told about a person's booking, as the page says beforehand.
pub(crate) fn who_is_told(tx: &mut WriteTx<'_>, person: PersonId) -> Result<Vec<String>, Failure> {
    let now = tx.now();
    Ok(own_place::told_of(tx.conn(), person, now)?)
}

pub(crate) fn letter(to: &Recipient, message: Message, scene: &Scene, booking: &BookingRow) -> Letter {
    Letter::new(to.clone(), message).about_booking(booking.id).about_session(scene.id())
}

/// How a booking is named in mails.
pub(crate) fn booking_ref(booking: &BookingRow) -> BookingRef {
    BookingRef { reference: booking.reference.clone(), page: Page::at(format!("/bookings/{}", booking.id)) }
}
