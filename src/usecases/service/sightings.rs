//! Calls that change nothing and belong on the trail all the same: what somebody read of somebody else that is
//! sensitive, who was refused, who failed to sign in.
//!
//! Nobody's answer waits for their lines: they are noted in memory, counted there, and written together a moment
//! later. What one caller does over and over within an hour is one line with a number, and a copy of the program
//! begins only so many lines an hour: a flood costs a little memory and a few rows, whoever sends it.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    crypto::keys::{Purpose, Secret},
    domain::{
        access::{Access, Action, may},
        ids::{BookingId, PersonId, RowId},
        trail::{
            ACCESS_NEEDS_READ, LIMITED, PERSON_READ, REFUSED_BY_ROLE, REFUSED_NOT_THEIRS, REFUSED_SIGNED_OUT,
            SIGN_IN_FAILED,
        },
    },
    store::{
        Error, WriteTx,
        read::{
            bookings::access_needs,
            people::{person, relations},
        },
        write::service::audit::{Counted, count, person_of},
    },
    usecases::{UseCases, change::origin, error::Failure},
};

/// Lines that a copy begins within an hour for callers who are not signed in, and for those who are; what comes
/// beyond is counted on one line for all of its kind.
const LINES_OF_NOBODY: usize = 500;
const LINES_OF_PEOPLE: usize = 5_000;
/// Lines written under one lock of the database.
const TOGETHER: usize = 200;
/// How long what was seen is gathered before it is written.
const GATHER: Duration = Duration::from_secs(1);
/// How long it waits after the database could not be written to.
const AWAY: Duration = Duration::from_secs(5);
/// The longest address somebody can have typed that is looked for (RFC 5321 §4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;

/// What a call was about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Object {
    /// Nothing in particular.
    Service,
    /// A row of this kind.
    Row(&'static str, Uuid),
    /// Whoever signs in with this address, if anybody does; it is looked for later and never kept.
    Account(String),
}

/// A call that changed nothing.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// What, as a word of [`domain::trail`](crate::domain::trail).
    pub word: &'static str,
    /// What was called, as a word.
    pub act: Option<&'static str>,
    /// Who; none for somebody who is not signed in.
    pub by: Option<PersonId>,
    /// From where.
    pub origin: Option<String>,
    /// About what.
    pub object: Object,
}

/// What is counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    word: &'static str,
    act: Option<&'static str>,
    by: Option<PersonId>,
    origin: Option<String>,
    object: Option<Object>,
    hour: i64,
}

/// How often, when, and the first of them.
#[derive(Debug, Clone)]
struct Seen {
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    times: i32,
    origin: Option<String>,
    object: Object,
}

#[derive(Default)]
struct Book {
    waiting: HashMap<Key, Seen>,
    /// The lines begun in this hour.
    hour: i64,
    begun: HashSet<Key>,
    of_nobody: usize,
}

/// What was seen and is not written yet.
#[derive(Default)]
pub struct Sightings {
    book: Mutex<Book>,
    news: Notify,
}

impl Sighting {
    /// Refusals are counted by caller and act, whatever they were about; all else by what it was about too.
    fn key(&self, hour: i64) -> Key {
        let refusal =
            matches!(self.word, REFUSED_SIGNED_OUT | REFUSED_BY_ROLE | REFUSED_NOT_THEIRS | LIMITED);
        let of_account = matches!(self.object, Object::Account(_));
        Key {
            word: self.word,
            act: self.act,
            by: self.by,
            origin: self.origin.clone().filter(|_| self.by.is_none()),
            object: (!refusal || of_account).then(|| self.object.clone()),
            hour,
        }
    }
}

impl Book {
    /// The line this counts on: its own, while there is room for it.
    fn line_of(&mut self, key: Key) -> Key {
        if self.hour != key.hour {
            (self.hour, self.of_nobody) = (key.hour, 0);
            self.begun.clear();
        }
        if self.begun.contains(&key) {
            return key;
        }
        let nobody = key.by.is_none();
        let room = if nobody { LINES_OF_NOBODY } else { LINES_OF_PEOPLE };
        let used = if nobody { self.of_nobody } else { self.begun.len() - self.of_nobody };
        if used >= room {
            return Key { act: None, by: None, origin: None, object: None, ..key };
        }
        self.of_nobody += usize::from(nobody);
        self.begun.insert(key.clone());
        key
    }

    fn add(&mut self, key: Key, seen: Seen) {
        self.waiting
            .entry(key)
            .and_modify(|known| {
                known.times = known.times.saturating_add(seen.times);
                known.first = known.first.min(seen.first);
                known.last = known.last.max(seen.last);
            })
            .or_insert(seen);
    }
}

impl Sightings {
    fn with<T>(&self, work: impl FnOnce(&mut Book) -> T) -> T {
        work(&mut self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, sighting: Sighting, at: DateTime<Utc>) {
        let key = sighting.key(at.timestamp().div_euclid(3600));
        self.with(|book| {
            let line = book.line_of(key);
            let alone = line.by.is_some() || line.origin.is_some() || line.object.is_some();
            let object = if alone { sighting.object } else { Object::Service };
            let origin = sighting.origin.filter(|_| alone);
            book.add(line, Seen { first: at, last: at, times: 1, origin, object });
        });
        self.news.notify_one();
    }

    fn take(&self) -> Vec<(Key, Seen)> {
        self.with(|book| {
            let some: Vec<Key> = book.waiting.keys().take(TOGETHER).cloned().collect();
            some.into_iter().filter_map(|key| book.waiting.remove_entry(&key)).collect()
        })
    }

    fn give_back(&self, lines: &[(Key, Seen)]) {
        self.with(|book| lines.iter().for_each(|(key, seen)| book.add(key.clone(), seen.clone())));
    }
}

impl UseCases {
    /// Notes a call that changed nothing; its line is written a moment later.
    pub fn sighted(&self, mut sighting: Sighting) {
        if let Object::Account(address) = &mut sighting.object {
            *address = address.trim().to_ascii_lowercase().chars().take(LONGEST_ADDRESS).collect();
        }
        self.sightings.note(sighting, self.db.clock().now());
    }

    /// Notes that somebody did not prove who they are, `how` they tried.
    pub(crate) fn failed_to_sign_in(&self, how: &'static str, whose: Option<PersonId>) {
        let object = whose.map_or(Object::Service, |person| Object::Row("person", person.uuid()));
        let sighting = Sighting { word: SIGN_IN_FAILED, act: Some(how), by: None, origin: origin(), object };
        self.sighted(sighting);
    }

    /// As [`UseCases::failed_to_sign_in`], where nobody can be told who they say they are.
    pub(crate) fn failed_with(&self, how: &'static str, refusal: Failure) -> Failure {
        self.failed_to_sign_in(how, None);
        refusal
    }

    /// Writes what was seen so far; says how many lines that were.
    ///
    /// # Errors
    /// When the database fails; nothing is lost by it.
    pub async fn write_sightings(&self) -> Result<usize, Failure> {
        let mut written = 0;
        loop {
            let lines = Arc::new(self.sightings.take());
            if lines.is_empty() {
                return Ok(written);
            }
            let (settings, copy) = (Arc::clone(&self.settings), Arc::clone(&lines));
            let done = self.db.write(move |tx| {
                tx.nobody_sees();
                copy.iter().try_for_each(|(key, seen)| write(tx, &settings.secret, key, seen))
            });
            match done.await {
                Ok(()) => {}
                Err(why @ Error::Broken(_)) => {
                    // Trying again would not help, and what comes after has to get through.
                    tracing::error!(error = %why, lines = lines.len(), "lines of the trail cannot be written");
                }
                Err(why) => {
                    self.sightings.give_back(&lines);
                    return Err(Failure::Store(why));
                }
            }
            written += lines.len();
        }
    }

    /// Writes what is seen as it comes in, for ever.
    pub async fn keep_writing_sightings(&self) {
        loop {
            self.sightings.news.notified().await;
            tokio::time::sleep(GATHER).await;
            while let Err(failure) = self.write_sightings().await {
                tracing::warn!(%failure, "the trail cannot be written; it waits");
                tokio::time::sleep(AWAY).await;
            }
        }
    }
}

fn write(tx: &mut WriteTx<'_>, secret: &Secret, key: &Key, seen: &Seen) -> Result<(), Error> {
    let subject = match &seen.object {
        Object::Service => ("service", RowId::from_uuid(Uuid::nil())),
        Object::Row(kind, id) => (*kind, RowId::from_uuid(*id)),
        Object::Account(address) => match person::account(tx.conn(), address)? {
            Some(account) => ("person", RowId::from_uuid(account.person.uuid())),
            None => ("service", RowId::from_uuid(Uuid::nil())),
        },
    };
    if let Some(by) = key.by
        && is_their_own(tx, key.word, by, subject, seen.first)?
    {
        return Ok(());
    }
    let by_object = key.object.is_some();
    let parts: [&[u8]; 7] = [
        key.word.as_bytes(),
        key.act.unwrap_or_default().as_bytes(),
        key.by.as_ref().map_or(&[][..], |by| by.as_bytes().as_slice()),
        key.origin.as_deref().unwrap_or_default().as_bytes(),
        if by_object { subject.0.as_bytes() } else { &[] },
        if by_object { subject.1.as_bytes() } else { &[] },
        &key.hour.to_be_bytes(),
    ];
    let bucket = secret.mac(Purpose::TrailCounts, &parts);
    let bucket = Uuid::from_slice(&bucket[..16]).map_err(|why| Error::Broken(why.to_string()))?;
    let counted = Counted {
        actor: key.by,
        action: key.word,
        subject,
        detail: key.act,
        origin: seen.origin.as_deref(),
        bucket: RowId::from_uuid(bucket),
        times: seen.times,
        first: seen.first,
        last: seen.last,
    };
    count(tx, &counted)
}

/// Whether what was read is the reader's own, or was not there to be read: neither is anybody's business.
fn is_their_own(
    tx: &mut WriteTx<'_>,
    word: &str,
    by: PersonId,
    (kind, row): (&str, RowId),
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    if !matches!(word, ACCESS_NEEDS_READ | PERSON_READ) {
        return Ok(false);
    }
    if person_of(tx.conn(), kind, row)? == Some(by) {
        return Ok(true);
    }
    if word != ACCESS_NEEDS_READ {
        return Ok(false);
    }
    if kind != "booking" {
        // A trainer's own page of all their dates.
        return Ok(!access_needs::any_on_sessions_of(tx.conn(), by)?);
    }
    let booking = BookingId::from_uuid(row.uuid());
    let said = access_needs::of_booking(tx.conn(), booking)?.needs.is_some();
    let relation = match relations::to_booking(tx.conn(), by, booking, at) {
        Err(Error::Missing) => return Ok(true),
        relation => relation?,
    };
    // A booking's page shows them to whoever may read them, and to nobody else.
    let reader = person::actor(tx.conn(), by, at)?;
    Ok(!said || may(reader.as_ref(), Action::ReadAccessNeeds, &relation) != Access::Yes)
}
