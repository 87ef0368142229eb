//! Mails put into a test's outbox, and what became of them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use training_ladder::{
    domain::{
        ids::{MailId, SessionId},
        invites::{Invite, InviteMethod, Party},
        words::{MailState, Word},
    },
    mail::{
        message::{AddressAlreadyKnown, Message, Page, samples::samples},
        outgoing::Outgoing,
    },
    store::{
        Error,
        write::mail::outbox::{self, MailRow},
    },
};

use crate::support::{
    app::{Someone, TestApp, start_of_time},
    catalogue::id_of,
};

/// A mail to be queued.
pub struct Mail {
    to: String,
    kind: Option<&'static str>,
    invite: Option<(String, i32, InviteMethod)>,
}

/// A plain mail.
pub fn plain(to: &str) -> Mail {
    Mail { to: to.to_owned(), kind: None, invite: None }
}

/// A mail of this kind that says what its sample says.
pub fn of_kind(kind: &'static str, to: &str) -> Mail {
    Mail { kind: Some(kind), ..plain(to) }
}

/// A mail that nobody waits for at the screen.
pub fn bulk(to: &str) -> Mail {
    of_kind("written_to_session", to)
}

/// A mail with an invite of this UID.
pub fn with_invite(uid: &str, sequence: i32, method: InviteMethod) -> Mail {
    Mail { to: "ada@example.org".to_owned(), kind: None, invite: Some((uid.to_owned(), sequence, method)) }
}

impl Mail {
    /// The same to another address.
    pub fn to(self, email: &str) -> Self {
        Self { to: email.to_owned(), ..self }
    }
}

impl TestApp {
    /// Queues a mail.
    pub async fn queue(&self, mail: Mail) -> MailId {
        self.db
            .write(move |tx| {
                let id: MailId = tx.new_id();
                let in_reply_to = match &mail.invite {
                    Some((uid, ..)) => outbox::first_invite_mail(tx, uid)?,
                    None => None,
                };
                let row = row(id, tx.now().naive_utc(), &mail, in_reply_to);
                assert!(outbox::add(tx, &row)?);
                Ok::<_, Error>(id)
            })
            .await
            .expect("a queued mail")
    }

    /// What became of a mail.
    pub async fn fate(&self, id: MailId) -> MailRow {
        self.db.write(move |tx| outbox::load(tx, id)).await.expect("a mail")
    }

    /// The state of a mail.
    pub async fn state(&self, id: MailId) -> String {
        self.fate(id).await.state.as_str().to_owned()
    }

    /// Moves the clock and runs every job.
    pub async fn after(&self, time: TimeDelta) {
        self.clock.advance(time);
        self.run_jobs().await;
    }

    /// The last mail that was sent to somebody, as text.
    pub fn last_text_to(&self, email: &str) -> String {
        let sent = self.mailbox.sent();
        sent.into_iter().rfind(|mail| mail.to.email == email).map(|mail| mail.text).unwrap_or_default()
    }

    /// Books a place for somebody; returns the booking.
    pub async fn book(&self, who: &Someone, session: SessionId, body: Value) -> Value {
        self.post(who, &format!("/api/v1/sessions/{session}/bookings"), body).await.expect(201).json()
    }

    /// Cancels a booking of somebody's.
    pub async fn cancel(&self, who: &Someone, booking: &Value) {
        let path = format!("/api/v1/bookings/{}/cancel", id_of(booking));
        self.post(who, &path, json!({})).await.expect(200);
    }

    /// Where a booking of somebody's stands.
    pub async fn stands(&self, who: &Someone, booking: &Value) -> String {
        let path = format!("/api/v1/bookings/{}", id_of(booking));
        let answer = self.get(who, &path).await.expect(200).json();
        answer["state"].as_str().expect("a state").to_owned()
    }

    /// Moves the clock to a moment and runs every job.
    pub async fn at(&self, moment: &str) {
        self.clock.set(moment.parse().expect("a moment"));
        self.run_jobs().await;
    }

    /// To whom mail went since this was last asked, in order.
    pub fn went_to(&self) -> Vec<String> {
        self.mailbox.take_sent().into_iter().map(|mail| mail.to.email).collect()
    }
}

/// The METHOD and SEQUENCE of the invite in a mail.
pub fn method_of(mail: &Outgoing) -> Option<(String, String)> {
    let ics = &mail.calendar.as_ref()?.ics;
    let value = |name: &str| {
        let line = ics.lines().find(|line| line.starts_with(name)).expect("a property");
        line[name.len() + 1..].trim().to_owned()
    };
    Some((value("METHOD"), value("SEQUENCE")))
}

fn row(id: MailId, now: chrono::NaiveDateTime, mail: &Mail, in_reply_to: Option<String>) -> MailRow {
    let message = match mail.kind {
        None => Message::AddressAlreadyKnown(AddressAlreadyKnown {
            address: mail.to.clone(),
            sign_in: Page::at("/sign-in"),
        }),
        Some(kind) => {
            let sample = samples().into_iter().find(|sample| sample.message.kind() == kind);
            sample.expect("a sample of this kind").message
        }
    };
    let invite = mail.invite.as_ref().map(|(uid, sequence, method)| Invite {
        method: *method,
        uid: uid.clone(),
        sequence: *sequence,
        dtstamp: start_of_time(),
        starts_at: start_of_time() + TimeDelta::days(30),
        ends_at: start_of_time() + TimeDelta::days(30) + TimeDelta::hours(3),
        summary: "Introduction".to_owned(),
        description: String::new(),
        location: None,
        conference: None,
        url: None,
        organizer: Party { name: "Training team".to_owned(), email: "training@example.org".to_owned() },
        attendee: Party { name: "Ada".to_owned(), email: mail.to.clone() },
    });
    MailRow {
        id,
        kind: message.kind().to_owned(),
        dedupe_key: id.to_string(),
        person_id: None,
        booking_id: None,
        session_id: None,
        to_name: "Ada".to_owned(),
        to_email: mail.to.clone(),
        payload: Some(message.to_payload()),
        invite_uid: invite.as_ref().map(|invite| invite.uid.clone()),
        invite_sequence: invite.as_ref().map(|invite| invite.sequence),
        invite: invite.map(|invite| serde_json::to_string(&invite).expect("JSON")),
        certificate_id: None,
        message_id: format!("<{id}@training.example.org>"),
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
    }
}

/// The items of a list answer.
pub fn items(answer: &Value) -> Vec<Value> {
    answer["items"].as_array().cloned().unwrap_or_default()
}
