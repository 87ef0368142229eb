//! Limits on guessing and hammering, kept in memory by each copy of the program.
//!
//! What is tried counts as it comes in and is taken back when it was right: were it counted when it has failed, as many
//! could be tried at once as fit into the time of one try. That and the injected clock are why this is not one of the
//! rate-limiting crates.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};

use crate::crypto::tokens::sha256;

/// So many events for one key within a span.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// How many are allowed.
    pub events: usize,
    /// Within how long.
    pub within: TimeDelta,
}

/// Failed sign-ins from one network address, which a whole office may share.
pub const FAILURES_PER_ADDRESS: Limit = Limit { events: 200, within: TimeDelta::minutes(15) };
/// Failed sign-ins against one account.
pub const FAILURES_PER_ACCOUNT: Limit = Limit { events: 10, within: TimeDelta::minutes(15) };
/// Sign-in links and confirmation mails asked for from one network address, which a whole office may share: thirty
/// colleagues register in a staff meeting, and some of them mistype their address.
pub const MAILS_PER_ADDRESS: Limit = Limit { events: 100, within: TimeDelta::minutes(15) };
/// Sign-in links and confirmation mails asked for one account.
pub const MAILS_PER_ACCOUNT: Limit = Limit { events: 5, within: TimeDelta::minutes(15) };
/// Places offered to one address.
pub const OFFERS_TO_ADDRESS: Limit = Limit { events: 5, within: TimeDelta::minutes(15) };
/// Passkeys asked for on the sign-in page from one network address.
pub const PASSKEYS_PER_ADDRESS: Limit = Limit { events: 120, within: TimeDelta::minutes(15) };
/// Unknown verification codes from one network address.
pub const GUESSES_PER_ADDRESS: Limit = Limit { events: 20, within: TimeDelta::minutes(10) };
/// Check-ins with a wrong code, reference or address from one network address: a whole room shares it, and many a phone
/// is typed on in a hurry.
pub const CHECK_INS_PER_ADDRESS: Limit = Limit { events: 60, within: TimeDelta::minutes(10) };
/// Wrong check-ins for one booking's reference.
pub const CHECK_INS_PER_REFERENCE: Limit = Limit { events: 10, within: TimeDelta::minutes(15) };
/// Mailed links that lead nowhere, from one network address: a whole school may open the mails of one course late.
pub const LINKS_PER_ADDRESS: Limit = Limit { events: 60, within: TimeDelta::minutes(10) };
/// Answers sent by one mailed link.
pub const ANSWERS_PER_LINK: Limit = Limit { events: 20, within: TimeDelta::minutes(15) };
/// Archives of one's own data made for one person: each keeps a processor busy for a moment.
pub const EXPORTS_PER_PERSON: Limit = Limit { events: 12, within: TimeDelta::hours(1) };
/// Files of evidence that one person sends: each may be looked at for viruses.
pub const EVIDENCE_PER_PERSON: Limit = Limit { events: 40, within: TimeDelta::hours(1) };
/// Complaints of one signed-in person.
pub const COMPLAINTS_PER_PERSON: Limit = Limit { events: 10, within: TimeDelta::hours(1) };
/// Calls of one signed-in person.
pub const CALLS_PER_PERSON: Limit = Limit { events: 400, within: TimeDelta::seconds(1) };

/// The most keys that are counted for. Each takes as much memory as its events, whatever was sent.
const MOST_KEYS: usize = 50_000;
/// How long whoever meets tries that are still being judged waits, in seconds.
const UNDER_WAY: i64 = 2;

/// What is counted, and for whom: the beginning of a hash, so that no key is longer than another and nobody's address
/// lies in memory for it.
type Key = [u8; 16];

/// One thing to count.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'k> {
    /// What.
    pub what: &'static str,
    /// For whom.
    pub key: &'k str,
    /// How often it may be.
    pub limit: Limit,
}

impl Counted<'_> {
    fn key(&self) -> Key {
        let mut named = Vec::with_capacity(self.what.len() + 1 + self.key.len());
        named.extend_from_slice(self.what.as_bytes());
        named.push(0);
        named.extend_from_slice(self.key.as_bytes());
        let mut key = Key::default();
        key.copy_from_slice(&sha256(&named)[..16]);
        key
    }
}

/// A limit that is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Which: what it counts.
    pub what: &'static str,
    /// Seconds until there is room again.
    pub seconds: i64,
}

#[derive(Debug, Clone, Copy)]
struct Event {
    entry: u64,
    at: DateTime<Utc>,
    /// Nobody knows yet whether it stays.
    under_way: bool,
}

#[derive(Debug)]
struct Events {
    /// In the order of their time.
    all: Vec<Event>,
    /// When the last of them no longer counts.
    until: DateTime<Utc>,
}

#[derive(Debug, Default)]
struct Counters {
    of: HashMap<Key, Events>,
    entries: u64,
}

/// The counters.
#[derive(Debug, Clone, Default)]
pub struct Limits(Arc<Mutex<Counters>>);

/// What has been counted on entry. It stays counted, unless it is taken back.
#[derive(Debug)]
#[must_use = "what is right in the end is taken back"]
pub struct Entry {
    limits: Limits,
    number: u64,
    keys: Vec<Key>,
}

impl Limits {
    /// Counts all of these, or none and says which limit is reached.
    ///
    /// # Errors
    /// The limit that is reached for longest.
    pub fn enter(&self, all: &[Counted<'_>], now: DateTime<Utc>) -> Result<Entry, Reached> {
        let keys: Vec<Key> = all.iter().map(Counted::key).collect();
        let mut counters = self.counters();
        let reached = all.iter().zip(&keys).filter_map(|(one, key)| {
            let seconds = counters.of.get_mut(key)?.wait(one.limit, now)?;
            Some(Reached { what: one.what, seconds })
        });
        if let Some(reached) = reached.max_by_key(|reached| reached.seconds) {
            return Err(reached);
        }
        counters.entries += 1;
        let number = counters.entries;
        for (one, key) in all.iter().zip(&keys) {
            counters.add(*key, one.limit, Event { entry: number, at: now, under_way: true });
        }
        drop(counters);
        Ok(Entry { limits: self.clone(), number, keys })
    }

    /// For how many keys anything is counted.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.counters().of.len()
    }

    fn counters(&self) -> MutexGuard<'_, Counters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    /// Takes back what was counted: it was right, or was never judged.
    pub fn take_back(mut self) {
        let keys = std::mem::take(&mut self.keys);
        let mut counters = self.limits.counters();
        for key in keys {
            let Some(events) = counters.of.get_mut(&key) else { continue };
            events.all.retain(|event| event.entry != self.number);
            if events.all.is_empty() {
                counters.of.remove(&key);
            }
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if self.keys.is_empty() {
            return;
        }
        let mut counters = self.limits.counters();
        for key in &self.keys {
            let events = counters.of.get_mut(key).into_iter().flat_map(|events| &mut events.all);
            events.filter(|event| event.entry == self.number).for_each(|event| event.under_way = false);
        }
    }
}

impl Events {
    /// Seconds to wait while the limit is reached.
    fn wait(&mut self, limit: Limit, now: DateTime<Utc>) -> Option<i64> {
        self.all.retain(|event| event.at + limit.within > now);
        if self.all.len() < limit.events {
            return None;
        }
        // Where it is reached only with what is still being judged, that may be taken back in a moment.
        if self.all.iter().filter(|event| !event.under_way).count() < limit.events {
            return Some(UNDER_WAY);
        }
        let free_at = self.all[self.all.len() - limit.events].at + limit.within;
        Some((free_at - now).num_seconds().max(1))
    }
}

impl Counters {
    fn add(&mut self, key: Key, limit: Limit, event: Event) {
        if self.of.len() >= MOST_KEYS && !self.of.contains_key(&key) {
            self.make_room(event.at);
        }
        let until = event.at + limit.within;
        let events = self.of.entry(key).or_insert_with(|| Events { all: Vec::new(), until });
        events.until = until;
        events.all.push(event);
    }

    /// Forgets what no longer counts; if that frees less than a tenth, then what would be forgotten next. So a flood of
    /// made-up keys costs little for each of them.
    fn make_room(&mut self, now: DateTime<Utc>) {
        self.of.retain(|_, events| events.until > now);
        let most = MOST_KEYS - MOST_KEYS / 10;
        if self.of.len() > most {
            let mut ends: Vec<DateTime<Utc>> = self.of.values().map(|events| events.until).collect();
            let surplus = self.of.len() - most;
            let (_, last, _) = ends.select_nth_unstable(surplus - 1);
            let last = *last;
            let mut left = surplus;
            self.of.retain(|_, events| {
                let goes = left > 0 && events.until <= last;
                left -= usize::from(goes);
                !goes
            });
        }
    }
}
