//! Sends what the outbox holds: each mail is taken under a lease, sent outside any write, and its fate recorded in a
//! second short write.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Parts,
    compose::{CannotCompose, Mailer},
    runner::{Job, Outcome, Stop},
};
use crate::{
    documents::Marks,
    domain::ids::MailId,
    mail::{backoff::next_attempt, outgoing::Outgoing, transport::SendError},
    ports::Random,
    store::{
        Db, Error,
        read::{certificates::certificate::read_snapshot, mail::outbox as queue},
        write::mail::outbox::{self, Claim, Claimed, Ending},
    },
    usecases::{Failure, UseCases},
};

/// Longer than the mail server may take over one mail, all timeouts together.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How many mails are looked up at once.
const BATCH: i64 = 100;
/// How long nothing is tried once the mail server was found to be away.
const PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long the fate of a mail that left is tried to be recorded: forgotten, it would leave once more.
const RECORD_TRIES: u32 = 8;

/// Sends due mails one after the other, in the order they were queued.
pub struct DeliverMail {
    db: Db,
    mailer: Arc<Mailer>,
    usecases: UseCases,
    random: Random,
    /// In seconds since 1970.
    paused_until: AtomicI64,
}

impl DeliverMail {
    /// Made of the parts jobs work with.
    #[must_use]
    pub fn new(parts: &Parts) -> Self {
        Self {
            db: parts.db.clone(),
            mailer: Arc::clone(&parts.mailer),
            usecases: parts.usecases.clone(),
            random: parts.random.clone(),
            paused_until: AtomicI64::new(0),
        }
    }

    async fn deliver_due(&self, now: DateTime<Utc>, stop: &Stop) -> Result<usize, Failure> {
        let mut done = 0;
        if now.timestamp() < self.paused_until.load(Ordering::Relaxed) {
            return Ok(done);
        }
        for id in self.db.read(move |c| queue::due(c, now, BATCH)).await? {
            if stop.is_asked() {
                break;
            }
            let claim = self.db.write(move |tx| outbox::claim(tx, id, LEASE)).await?;
            match claim {
                Claim::NotNow => continue,
                Claim::Overtaken => {}
                Claim::Taken(claimed) => {
                    let ending = self.attempt(&claimed).await?;
                    let away = matches!(ending, Ending::Away { .. });
                    self.record(id, claimed.row.attempts, ending).await?;
                    if away {
                        self.paused_until.store((now + PAUSE).timestamp(), Ordering::Relaxed);
                        break;
                    }
                }
            }
            done += 1;
        }
        Ok(done)
    }

    async fn attempt(&self, claimed: &Claimed) -> Result<Ending, Failure> {
        let outcome = match self.compose(claimed).await? {
            Ok(mail) => self.mailer.transport().send(&mail).await,
            Err(why) => Err(SendError::Permanent { reason: why.to_string() }),
        };
        let row = &claimed.row;
        let ending = match outcome {
            Ok(()) => Ending::Sent,
            Err(error) => self.after_failure(row.attempts, &error),
        };
        match &ending {
            Ending::Away { why } => tracing::error!(why, "mail cannot be handed over; it waits"),
            Ending::Sent => tracing::info!(mail = %row.id, kind = row.kind, "sent"),
            // The server's words may name the recipient: they are for the work board, not for the log.
            Ending::Again { at, possibly_sent, .. } => {
                tracing::warn!(mail = %row.id, kind = row.kind, next = %at, possibly_sent, "not sent for now");
            }
            Ending::Failed { possibly_sent, .. } => {
                tracing::warn!(mail = %row.id, kind = row.kind, possibly_sent, "failed for good");
            }
        }
        Ok(ending)
    }

    fn after_failure(&self, attempts: i32, error: &SendError) -> Ending {
        if let SendError::Away { reason } = error {
            return Ending::Away { why: reason.clone() };
        }
        let (why, possibly_sent) = (error.reason().to_owned(), error.possibly_sent());
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        let next = error
            .worth_retrying()
            .then(|| next_attempt(attempts, self.db.clock().now(), self.random.bytes()))
            .flatten();
        match next {
            Some(at) => Ending::Again { at, why, possibly_sent },
            None => Ending::Failed { why, possibly_sent },
        }
    }

    async fn compose(&self, claimed: &Claimed) -> Result<Result<Outgoing, CannotCompose>, Failure> {
        let certificate = match claimed.row.certificate_id {
            Some(id) => Some(self.db.read(move |c| queue::certificate(c, id)).await?),
            None => None,
        };
        let shown = self.usecases.site_now();
        // Drawing a certificate takes a processor for milliseconds; the first one also reads the fonts.
        if certificate.is_none() {
            return Ok(self.mailer.compose(claimed, None, &shown, &Marks::default()));
        }
        let mut marks = Marks::default();
        let paper = certificate.as_ref().map(|(snapshot, _)| read_snapshot(snapshot)).transpose()?;
        if let Some(name) = paper.and_then(|paper| paper.mark)
            && let Some(mark) = self.usecases.mark(&name).await?
        {
            marks.add(&name, &mark.mark);
        }
        let (mailer, claimed) = (Arc::clone(&self.mailer), claimed.clone());
        tokio::task::spawn_blocking(move || mailer.compose(&claimed, certificate, &shown, &marks))
            .await
            .map_err(|panic| Failure::Store(Error::Broken(format!("a mail was not composed: {panic}"))))
    }

    async fn record(&self, id: MailId, attempt: i32, ending: Ending) -> Result<(), Failure> {
        let mut tried = 0;
        loop {
            let ending = ending.clone();
            let recorded = self.db.write(move |tx| outbox::end_attempt(tx, id, attempt, &ending)).await;
            match recorded {
                Ok(true) => return Ok(()),
                Ok(false) => {
                    tracing::warn!(mail = %id, "the lease had run out before the mail's fate was recorded");
                    return Ok(());
                }
                Err(Error::Unavailable(why)) if tried < RECORD_TRIES => {
                    tracing::warn!(mail = %id, why, "the fate of a mail could not be recorded yet");
                    tokio::time::sleep(Duration::from_millis(250 << tried)).await;
                    tried += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Job for DeliverMail {
    fn name(&self) -> &'static str {
        "deliver_mail"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(5)
    }

    fn wakes_on_change(&self) -> bool {
        true
    }

    fn run_due<'j>(&'j self, now: DateTime<Utc>, stop: &'j Stop) -> Outcome<'j> {
        Box::pin(self.deliver_due(now, stop))
    }
}
