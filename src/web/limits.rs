//! Limits on guessing and hammering, kept in memory by each copy of the program.
//!
//! Counting has to be separate from asking (on sign-in only failures count) and to run on the injected clock, which
//! is why this is not one of the rate-limiting crates.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

/// So many events for one key within a span.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// How many are allowed.
    pub events: usize,
    /// Within how long.
    pub within: TimeDelta,
}

/// Failed sign-ins from one network address.
pub const FAILURES_PER_ADDRESS: Limit = Limit { events: 50, within: TimeDelta::minutes(15) };
/// Failed sign-ins against one account.
pub const FAILURES_PER_ACCOUNT: Limit = Limit { events: 10, within: TimeDelta::minutes(15) };
/// Sign-in links and confirmation mails asked for from one network address.
pub const MAILS_PER_ADDRESS: Limit = Limit { events: 30, within: TimeDelta::minutes(15) };
/// Sign-in links and confirmation mails asked for one account.
pub const MAILS_PER_ACCOUNT: Limit = Limit { events: 5, within: TimeDelta::minutes(15) };
/// Places offered by one person to people whom they do not manage.
pub const OFFERS_PER_PERSON: Limit = Limit { events: 60, within: TimeDelta::minutes(15) };
/// Places offered to one address.
pub const OFFERS_TO_ADDRESS: Limit = Limit { events: 5, within: TimeDelta::minutes(15) };
/// Unknown verification codes from one network address.
pub const GUESSES_PER_ADDRESS: Limit = Limit { events: 20, within: TimeDelta::minutes(10) };
/// Archives of one's own data made for one person: each keeps a processor busy for a moment.
pub const EXPORTS_PER_PERSON: Limit = Limit { events: 12, within: TimeDelta::hours(1) };
/// Complaints of one signed-in person.
pub const COMPLAINTS_PER_PERSON: Limit = Limit { events: 10, within: TimeDelta::hours(1) };
/// Calls of one signed-in person.
pub const CALLS_PER_PERSON: Limit = Limit { events: 400, within: TimeDelta::seconds(1) };

/// Keys kept before the idle ones are swept out, so that a flood of made-up keys does not fill the memory.
const KEYS: usize = 20_000;

/// What is counted, and for whom.
type Key = (&'static str, String);

/// The counters.
#[derive(Default)]
pub struct Limits {
    events: Mutex<HashMap<Key, Vec<DateTime<Utc>>>>,
}

impl Limits {
    /// Seconds to wait when the limit is reached for this key; `None` while it is not.
    #[must_use]
    pub fn wait(&self, what: &'static str, key: &str, limit: Limit, now: DateTime<Utc>) -> Option<i64> {
        let mut all = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let events = all.get_mut(&(what, key.to_owned()))?;
        events.retain(|at| *at + limit.within > now);
        if events.len() < limit.events {
            return None;
        }
        let free_at = events[events.len() - limit.events] + limit.within;
        Some((free_at - now).num_seconds().max(1))
    }

    /// Counts one event for this key.
    pub fn count(&self, what: &'static str, key: &str, limit: Limit, now: DateTime<Utc>) {
        let mut all = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > KEYS {
            all.retain(|_, events| events.last().is_some_and(|at| *at + TimeDelta::minutes(15) > now));
        }
        let events = all.entry((what, key.to_owned())).or_default();
        if events.len() >= 2 * limit.events {
            events.drain(..limit.events);
        }
        events.push(now);
    }
}
