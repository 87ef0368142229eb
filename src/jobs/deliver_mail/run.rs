//! One run of delivery: somebody takes mails, some send them, and somebody records what became of them, all at once and
//! until nothing is due any more.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use futures_util::future::{join, join_all};
use tokio::sync::{Notify, watch};

use super::{BEGUN_WITHIN, DeliverMail, LEASE, line::Line};
use crate::{
    domain::ids::MailId,
    jobs::runner::Stop,
    mail::message::AWAITED,
    store::{
        Error,
        read::mail::due::{Which, due},
        write::mail::{
            claims::{self, Claimed},
            endings::{self, Attempt, Ending},
        },
    },
    usecases::Failure,
};

/// How many mails that nobody waits for are in hand at most; further ones are taken when half of them have left.
const IN_HAND: usize = 128;
/// How many of those somebody waits for.
const AWAITED_IN_HAND: usize = 32;
/// Nobody looks for further mails again within this time, so that few writes take many of them.
const GATHERED: Duration = Duration::from_millis(25);
/// How often the fate of a mail that left is tried to be recorded: forgotten, it would leave once more.
const RECORD_TRIES: u32 = 8;

/// A run under way.
pub(super) struct Run<'r> {
    job: &'r DeliverMail,
    stop: &'r Stop,
    servers: usize,
    line: Line,
    /// Fates that nobody has recorded yet.
    ended: Mutex<Vec<(Attempt, Ending)>>,
    /// Mails that were taken and whose fate is not recorded.
    in_hand: AtomicUsize,
    done: AtomicUsize,
    /// Nothing more was due when somebody last looked, and nothing has changed since.
    dry: AtomicBool,
    /// No further mail is begun.
    halted: AtomicBool,
    /// Every mail has its fate.
    sent: AtomicBool,
    failure: Mutex<Option<Failure>>,
    /// For whoever takes mails: there may be something to do.
    stirred: Notify,
    /// For whoever records fates.
    fates: Notify,
}

impl<'r> Run<'r> {
    pub(super) fn new(job: &'r DeliverMail, stop: &'r Stop) -> Self {
        let servers = job.mailer.transport().at_once();
        Self {
            job,
            stop,
            servers,
            line: Line::served_by(servers),
            ended: Mutex::default(),
            in_hand: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            dry: AtomicBool::new(false),
            halted: AtomicBool::new(false),
            sent: AtomicBool::new(false),
            failure: Mutex::default(),
            stirred: Notify::new(),
            fates: Notify::new(),
        }
    }

    /// Sends what is due, and counts how many mails have a fate that was not theirs before.
    ///
    /// # Errors
    /// When the database fails; what was handed over by then is recorded as far as that goes.
    pub(super) async fn until_nothing_is_due(self) -> Result<usize, Failure> {
        let sending = async {
            join(self.take_mails(), join_all((0..self.servers).map(|server| self.serve(server)))).await;
            self.sent.store(true, Ordering::Relaxed);
            self.fates.notify_one();
        };
        join(sending, self.record_fates()).await;
        match self.failure().take() {
            Some(failure) => Err(failure),
            None => Ok(self.done.load(Ordering::Relaxed)),
        }
    }

    async fn take_mails(&self) {
        let mut changes = self.job.db.changes();
        while !self.is_over() {
            changes.mark_unchanged();
            match self.take_some().await {
                Ok(0) if self.in_hand.load(Ordering::Relaxed) == 0 => break,
                Ok(_) => self.until_something_happens(&mut changes).await,
                Err(failure) => self.fail(failure),
            }
        }
        let left = self.line.end().into_iter().map(|mail| (attempt_of(&mail), Ending::NotBegun));
        let left: Vec<_> = left.collect();
        self.ended().extend(left);
        self.fates.notify_one();
    }

    fn is_over(&self) -> bool {
        self.stop.is_asked() || self.halted.load(Ordering::Relaxed)
    }

    async fn until_something_happens(&self, changes: &mut watch::Receiver<()>) {
        tokio::select! {
            () = self.stop.asked() => return,
            () = self.stirred.notified() => {}
            _ = changes.changed() => self.dry.store(false, Ordering::Relaxed),
        }
        if self.in_hand.load(Ordering::Relaxed) > 0 && !self.is_over() {
            tokio::select! {
                () = self.stop.asked() => {}
                () = self.stirred.notified() => {}
                () = tokio::time::sleep(GATHERED) => {}
            }
        }
    }

    /// Takes mails that are due, as many as there is room for; gives how many were taken or overtaken.
    async fn take_some(&self) -> Result<usize, Failure> {
        let now = self.job.db.clock().now();
        let (mut awaited, mut others) = self.room();
        if self.job.relay.is_doubted() {
            let one = usize::from(self.in_hand.load(Ordering::Relaxed) == 0);
            (awaited, others) = (one, one);
        }
        if awaited + others == 0 {
            return Ok(0);
        }
        let mut wanted: Vec<MailId> = self
            .job
            .db
            .read(move |c| {
                let mut found = due(c, now, Which::Of(&AWAITED), awaited)?;
                if others > 0 {
                    let next = due(c, now, Which::Any, others)?;
                    let new: Vec<MailId> = next.into_iter().filter(|id| !found.contains(id)).collect();
                    found.extend(new);
                }
                Ok::<_, Error>(found)
            })
            .await?;
        if self.job.relay.is_doubted() {
            wanted.truncate(1);
        }
        self.dry.store(wanted.len() < others, Ordering::Relaxed);
        if wanted.is_empty() {
            return Ok(0);
        }
        let claims = self.job.db.write(move |tx| claims::claim(tx, &wanted, LEASE)).await?;
        let count = claims.taken.len() + claims.overtaken;
        self.done.fetch_add(claims.overtaken, Ordering::Relaxed);
        self.in_hand.fetch_add(claims.taken.len(), Ordering::Relaxed);
        self.line.join(claims.taken);
        Ok(count)
    }

    /// How many mails may join the line: awaited ones, and others.
    fn room(&self) -> (usize, usize) {
        let (awaited, others) = self.line.lengths();
        let others = if others > IN_HAND / 2 { 0 } else { IN_HAND - others };
        (AWAITED_IN_HAND.saturating_sub(awaited), others)
    }

    async fn serve(&self, server: usize) {
        while let Some(mail) = self.line.next(server).await {
            let ending = if self.may_begin(&mail, self.job.db.clock().now()) {
                match self.job.attempt(&mail).await {
                    Ok(ending) => ending,
                    Err(failure) => {
                        self.fail(failure);
                        Ending::NotBegun
                    }
                }
            } else {
                Ending::NotBegun
            };
            // A server that takes only so many connections is not away: the others go on.
            if matches!(ending, Ending::Away { .. }) && self.line.leave(&mail) {
                return;
            }
            self.learn_from(&ending);
            self.ended().push((attempt_of(&mail), ending));
            self.line.landed();
            self.fates.notify_one();
            if self.line.lengths().1 <= IN_HAND / 2 && !self.dry.load(Ordering::Relaxed) {
                self.stirred.notify_one();
            }
        }
    }

    /// Whether its lease lasts until the mail server has answered, however long that takes.
    fn may_begin(&self, mail: &Claimed, now: DateTime<Utc>) -> bool {
        let until = mail.row.lease_until.map(|until| until.and_utc() - (LEASE - BEGUN_WITHIN));
        !self.is_over() && until.is_some_and(|until| now <= until)
    }

    fn learn_from(&self, ending: &Ending) {
        let now = self.job.db.clock().now();
        let halt = match ending {
            Ending::Sent | Ending::Failed { .. } => {
                self.job.relay.is_there();
                false
            }
            Ending::Away { .. } => {
                self.job.relay.is_away(now);
                true
            }
            Ending::Again { refused, .. } => *refused && self.job.relay.refused_one(now),
            Ending::NotBegun => false,
        };
        if halt {
            self.halt();
        }
    }

    async fn record_fates(&self) {
        loop {
            self.fates.notified().await;
            let landed = async {
                while self.is_something_flying() && !self.sent.load(Ordering::Relaxed) {
                    self.fates.notified().await;
                }
            };
            drop(tokio::time::timeout(self.job.gathering, landed).await);
            let ended = std::mem::take(&mut *self.ended());
            let count = ended.len();
            if count > 0 {
                if let Err(failure) = self.record(ended).await {
                    self.fail(failure);
                }
                self.in_hand.fetch_sub(count, Ordering::Relaxed);
                // What waited for one of these may follow.
                self.dry.store(false, Ordering::Relaxed);
                self.stirred.notify_one();
            }
            if self.sent.load(Ordering::Relaxed) && self.ended().is_empty() {
                return;
            }
        }
    }

    /// Whether further fates are to come soon.
    fn is_something_flying(&self) -> bool {
        self.in_hand.load(Ordering::Relaxed) > self.ended().len()
    }

    async fn record(&self, ended: Vec<(Attempt, Ending)>) -> Result<(), Failure> {
        let begun = ended.iter().filter(|(_, ending)| *ending != Ending::NotBegun).count();
        let away = ended.iter().filter(|(_, ending)| matches!(ending, Ending::Away { .. })).count();
        let (count, mut tried) = (ended.len(), 0);
        loop {
            let ended = ended.clone();
            match self.job.db.write(move |tx| endings::record(tx, &ended)).await {
                Ok(recorded) => {
                    if recorded < count {
                        let lost = count - recorded;
                        tracing::warn!(lost, "leases had run out before the fates of mails were recorded");
                    }
                    self.done.fetch_add(begun - away, Ordering::Relaxed);
                    return Ok(());
                }
                Err(Error::Unavailable(why)) if tried < RECORD_TRIES => {
                    tracing::warn!(count, why, "the fates of mails could not be recorded yet");
                    tokio::time::sleep(Duration::from_millis(250 << tried)).await;
                    tried += 1;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
        self.stirred.notify_one();
    }

    /// Keeps the first failure, and lets everybody finish what they have in hand.
    fn fail(&self, failure: Failure) {
        self.failure().get_or_insert(failure);
        self.halt();
    }

    fn ended(&self) -> MutexGuard<'_, Vec<(Attempt, Ending)>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Option<Failure>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn attempt_of(mail: &Claimed) -> Attempt {
    (mail.row.id, mail.row.attempts)
}
