//! What this copy of the program knows of the mail server: whether it is worth asking at present.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// How long nothing is tried once the mail server was found to be away.
const AWAY: TimeDelta = TimeDelta::minutes(1);
/// After so many refusals of its policy in a row, of different mails, it is taken to refuse everything.
const MANY: u32 = 5;
/// How long nothing is tried then, in minutes: longer each time, since asking often makes such servers stricter.
const PAUSES: [i64; 3] = [1, 2, 5];

/// Judges the mail server by what came of the last mails.
#[derive(Default)]
pub(super) struct Relay(Mutex<Inside>);

#[derive(Default)]
struct Inside {
    left_alone_until: Option<DateTime<Utc>>,
    /// It takes mail only perhaps: one is tried, and the others follow once that was taken.
    doubted: bool,
    refusals: u32,
    pauses: usize,
}

impl Relay {
    /// Whether nothing is tried for now.
    pub(super) fn is_left_alone(&self, now: DateTime<Utc>) -> bool {
        self.inside().left_alone_until.is_some_and(|until| now < until)
    }

    /// Whether one mail is tried before the others.
    pub(super) fn is_doubted(&self) -> bool {
        self.inside().doubted
    }

    /// It took a mail, or spoke about one as servers do that take mail.
    pub(super) fn is_there(&self) {
        *self.inside() = Inside::default();
    }

    /// It is away, or lets nobody in.
    pub(super) fn is_away(&self, now: DateTime<Utc>) {
        let mut inside = self.inside();
        inside.left_alone_until = Some(now + AWAY);
        inside.doubted = true;
    }

    /// Its policy refused a mail; true when it is left alone for a while now.
    pub(super) fn refused_one(&self, now: DateTime<Utc>) -> bool {
        let mut inside = self.inside();
        inside.refusals += 1;
        if inside.refusals < MANY && !inside.doubted {
            return false;
        }
        if inside.left_alone_until.is_none_or(|until| until <= now) {
            let minutes = PAUSES[inside.pauses.min(PAUSES.len() - 1)];
            inside.left_alone_until = Some(now + TimeDelta::minutes(minutes));
            inside.pauses += 1;
        }
        inside.doubted = true;
        true
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
