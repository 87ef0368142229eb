//! Writing to everybody on a session at once: a mail each, and the message kept with the session.

use crate::{
    domain::{
        ids::{PersonId, SessionId},
        session_messages::{Readers, SessionMessage},
        words::Word,
    },
    mail::message::{Message, WrittenToSession},
    store::{
        read::{
            people::person,
            sessions::session_messages::{MessageAuthor, SessionMessageView},
        },
        write::{
            bookings::booking,
            service::locks,
            sessions::session_messages::{self, SessionMessageRow},
        },
    },
    usecases::{
        UseCases,
        change::Change,
        error::{Failure, forbidden},
        idempotency::{Answer, OnceKey, once},
        loaded_session::Scene,
        queue_mail::{booking_ref, letter, post},
    },
};

/// What is written, and by whom.
#[derive(Debug, Clone)]
pub struct WriteToSession {
    /// Who writes; their right to do so is checked already.
    pub by: PersonId,
    /// To whose people.
    pub session: SessionId,
    /// Which of them.
    pub to: Readers,
    /// One line, as typed.
    pub subject: String,
    /// The rest, as typed.
    pub text: String,
}

impl UseCases {
    /// Sends it.
    ///
    /// # Errors
    /// What [`SessionMessage::read`] refuses; 409 `nobody_to_write_to` when nobody would get it.
    pub async fn write_to_session(
        &self,
        ask: WriteToSession,
        key: Option<OnceKey>,
    ) -> Result<Answer<SessionMessageView>, Failure> {
        let message = SessionMessage::read(ask.to, &ask.subject, &ask.text)?;
        self.change(move |change| once(change, key.as_ref(), |change| send(change, &ask, &message))).await
    }
}

fn send(
    change: &mut Change<'_, '_>,
    ask: &WriteToSession,
    message: &SessionMessage,
) -> Result<SessionMessageView, Failure> {
    locks::lock_sessions(change.tx, &[ask.session])?;
    let scene = Scene::load(change.tx.conn(), ask.session)?;
    let from = person::name(change.tx.conn(), ask.by)?;
    let mut recipients = 0;
    for booking in booking::of_session(change.conn(), ask.session, &message.to.states())? {
        let Some(to) = person::recipient(change.conn(), booking.person_id)? else { continue };
        let mail = WrittenToSession {
            date: scene.date_facts(0),
            from: from.clone(),
            subject: message.subject.clone(),
            says: message.words.clone(),
            booking: booking_ref(&booking),
        };
        post(change, letter(&to, Message::WrittenToSession(mail), &scene, &booking))?;
        recipients += 1;
    }
    if recipients == 0 {
        return forbidden("nobody_to_write_to", "Nobody on this date would get it.");
    }
    let row = SessionMessageRow {
        id: change.tx.new_id(),
        session_id: ask.session,
        sent_by: ask.by,
        sent_to: message.to,
        subject: message.subject.clone(),
        words: message.words.clone(),
        recipients,
        sent_at: change.tx.now().naive_utc(),
    };
    session_messages::add(change.tx, &row)?;
    change.note(Some(ask.by), "session_written_to", ("session", ask.session), Some(message.to.as_str()));
    Ok(SessionMessageView {
        id: row.id,
        session_id: row.session_id,
        to: row.sent_to,
        subject: row.subject,
        text: row.words,
        recipients,
        sent_by: MessageAuthor { id: ask.by, name: from },
        sent_at: row.sent_at.and_utc(),
    })
}
