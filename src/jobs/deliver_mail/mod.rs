//! Sends what the outbox holds: mails are taken under a lease, many in one write, sent outside any write and several at
//! once, and their fates recorded in further short writes. What somebody waits for at the screen goes first.

mod attempt;
mod line;
mod relay;
mod run;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use self::{relay::Relay, run::Run};
use super::{
    Parts,
    compose::Mailer,
    runner::{Job, Outcome, Stop},
};
use crate::{ports::Random, store::Db, usecases::UseCases};

/// Longer than a mail may wait in hand, and the mail server may take over it, all timeouts together.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How long after it was taken a mail may be begun: the rest of its lease is for the mail server.
const BEGUN_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// How long fates are gathered before they are recorded. What left in this time leaves once more when the program dies
/// in it.
const GATHERING: Duration = Duration::from_millis(20);

/// Sends due mails in the order they fell due, as many at once as their transport takes.
pub struct DeliverMail {
    db: Db,
    mailer: Arc<Mailer>,
    usecases: UseCases,
    random: Random,
    relay: Relay,
    gathering: Duration,
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
            relay: Relay::default(),
            gathering: GATHERING,
        }
    }

    /// The same, but what became of mails is recorded after this time at the latest while others are being sent.
    #[must_use]
    pub fn gathering(self, gathering: Duration) -> Self {
        Self { gathering, ..self }
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
        Box::pin(async move {
            self.mailer.transport().rest().await;
            if self.relay.is_left_alone(now) {
                return Ok(0);
            }
            Run::new(self, stop).until_nothing_is_due().await
        })
    }
}
