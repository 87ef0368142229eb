//! One attempt to send a mail: written and packed where it keeps nobody waiting, then handed over.

use std::sync::Arc;

use chrono::TimeDelta;

use super::DeliverMail;
use crate::{
    documents::Marks,
    mail::{
        backoff::{MOST_REFUSALS, next_attempt, next_attempt_of_refused},
        transport::{Packed, SendError},
    },
    store::{
        read::{certificates::certificate::read_snapshot, mail::due::any_left_since},
        write::mail::{claims::Claimed, endings::Ending},
    },
    usecases::Failure,
};

/// A server that took other mail so lately refuses the mail it refuses, and not the site.
const LATELY: TimeDelta = TimeDelta::hours(1);

impl DeliverMail {
    /// Tries to send a mail, and says how that ended.
    ///
    /// # Errors
    /// When the database fails before the mail was handed over.
    pub(super) async fn attempt(&self, claimed: &Claimed) -> Result<Ending, Failure> {
        let outcome = match self.packed(claimed).await? {
            Ok(packed) => self.mailer.transport().hand_over(&packed).await,
            Err(why) => Err(why),
        };
        let row = &claimed.row;
        let ending = match outcome {
            Ok(()) => Ending::Sent,
            Err(error) => self.after_failure(row.attempts, error).await?,
        };
        match &ending {
            Ending::Away { why } => tracing::error!(why, "mail cannot be handed over; it waits"),
            Ending::Sent => tracing::info!(mail = %row.id, kind = row.kind, "sent"),
            Ending::NotBegun => {}
            // The server's words may name the recipient: they are for the work board, not for the log.
            Ending::Again { at, possibly_sent, refused, .. } => {
                tracing::warn!(mail = %row.id, kind = row.kind, next = %at, possibly_sent, refused, "not sent for now");
            }
            Ending::Failed { possibly_sent, .. } => {
                tracing::warn!(mail = %row.id, kind = row.kind, possibly_sent, "failed for good");
            }
        }
        Ok(ending)
    }

    async fn after_failure(&self, attempts: i32, error: SendError) -> Result<Ending, Failure> {
        let (why, possibly_sent) = (error.reason().to_owned(), error.possibly_sent());
        let (now, chance) = (self.db.clock().now(), self.random.bytes());
        let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
        let failed = Ending::Failed { why: why.clone(), possibly_sent };
        Ok(match error {
            SendError::Away { .. } => Ending::Away { why },
            SendError::Permanent { .. } => failed,
            SendError::Refused { .. } => {
                if attempts >= MOST_REFUSALS && self.db.read(move |c| any_left_since(c, now - LATELY)).await?
                {
                    return Ok(failed);
                }
                let at = next_attempt_of_refused(attempts, now, chance);
                Ending::Again { at, why, possibly_sent, refused: true }
            }
            SendError::Transient { .. } | SendError::Unclear { .. } => {
                match next_attempt(attempts, now, chance) {
                    Some(at) => Ending::Again { at, why, possibly_sent, refused: false },
                    None => failed,
                }
            }
        })
    }

    /// Written and packed on a thread that may take its time: drawing a certificate takes a processor for milliseconds,
    /// and the first one also reads the fonts.
    async fn packed(&self, claimed: &Claimed) -> Result<Result<Packed, SendError>, Failure> {
        let shown = self.usecases.site_now();
        let marks = self.marks(claimed).await?;
        let (mailer, claimed) = (Arc::clone(&self.mailer), claimed.clone());
        let packed = tokio::task::spawn_blocking(move || {
            let mail = mailer.compose(&claimed, &shown, &marks);
            let mail = mail.map_err(|why| SendError::Permanent { reason: why.to_string() })?;
            mailer.transport().pack(mail)
        });
        Ok(packed.await.unwrap_or_else(|panic| {
            tracing::error!(%panic, "a mail was not composed");
            Err(SendError::Transient { reason: "it could not be written: see the log".to_owned() })
        }))
    }

    /// The mark that its certificate bears.
    async fn marks(&self, claimed: &Claimed) -> Result<Marks, Failure> {
        let mut marks = Marks::default();
        let Some((snapshot, _)) = &claimed.paper else { return Ok(marks) };
        if let Some(name) = read_snapshot(snapshot)?.mark
            && let Some(mark) = self.usecases.mark(&name).await?
        {
            marks.add(&name, &mark.mark);
        }
        Ok(marks)
    }
}
