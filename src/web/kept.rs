//! What everybody is shown alike, kept until something changes.
//!
//! An answer is kept with the state of the data it was read from ([`ReadDb::as_of`](crate::store::ReadDb::as_of)) and the time until which the clock alone
//! changes nothing about it. As long as both hold it is handed out again without a question to the database; nothing is
//! decided by it but what is shown, and a booking reads for itself.

use std::{
    any::Any,
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::{HttpRequest, http::uri::PathAndQuery};
use chrono::{DateTime, Utc};

use crate::{
    app::App,
    domain::times::{LONDON, day_in, start_of_day},
};

/// Things kept at most.
const MOST: usize = 512;
/// Bytes kept at most, as far as they are known.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// The longest name under which anything is kept.
const LONGEST_NAME: usize = 512;

/// Something that was made to be kept.
pub struct Made<V> {
    /// What was made.
    pub value: V,
    /// The memory it takes, in bytes.
    pub bytes: usize,
    /// From when on the clock makes it another though nobody changes anything; never when `None`.
    pub until: Option<DateTime<Utc>>,
}

/// What stands behind everything shown: the data, and what the partnership says of itself, as this copy knows it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Behind {
    data: u64,
    site: i32,
}

impl Behind {
    async fn now(app: &App) -> Option<Self> {
        let site = app.settings.site.now().revision;
        // Without an answer it is made of what the database says, which is then that it is away.
        app.reads.as_of().await.ok().map(|data| Self { data, site })
    }
}

struct Valued {
    value: Arc<dyn Any + Send + Sync>,
    behind: Behind,
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    bytes: usize,
}

impl Valued {
    fn stands(&self, behind: Behind, now: DateTime<Utc>) -> bool {
        self.behind == behind && self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

#[derive(Default)]
struct Slot {
    valued: RwLock<Option<Valued>>,
    /// One makes it, the others wait.
    making: tokio::sync::Mutex<()>,
    used: AtomicU64,
}

impl Slot {
    fn standing<V: Any + Send + Sync>(&self, behind: Behind, now: DateTime<Utc>) -> Option<Arc<V>> {
        let valued = self.valued.read().unwrap_or_else(PoisonError::into_inner);
        let standing = valued.as_ref().filter(|valued| valued.stands(behind, now))?;
        Arc::clone(&standing.value).downcast().ok()
    }

    fn bytes(&self) -> usize {
        let valued = self.valued.read().unwrap_or_else(PoisonError::into_inner);
        valued.as_ref().map_or(0, |valued| valued.bytes)
    }
}

/// Path and query as they were asked for: what an answer is kept under.
#[must_use]
pub fn name_of(request: &HttpRequest) -> &str {
    request.uri().path_and_query().map_or("", PathAndQuery::as_str)
}

/// When the day ends on which a time lies, as the provider's calendar has it.
#[must_use]
pub fn end_of_day(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    day_in(now, LONDON).succ_opt().map(|next| start_of_day(next, LONDON))
}

/// What one copy of the program keeps.
#[derive(Default)]
pub struct Kept {
    slots: RwLock<HashMap<String, Arc<Slot>>>,
    uses: AtomicU64,
}

impl Kept {
    /// What is kept under a name, or what `make` makes of the data as they stand: all who ask at once for what has to be
    /// made wait for one of them. While the database is away it is made, or rather fails, each time.
    ///
    /// # Errors
    /// What `make` gives.
    pub async fn get<V: Any + Send + Sync, E>(
        &self,
        app: &App,
        name: &str,
        make: impl AsyncFnOnce(DateTime<Utc>) -> Result<Made<V>, E>,
    ) -> Result<Arc<V>, E> {
        let now = app.clock.now();
        let Some(behind) = Behind::now(app).await.filter(|_| name.len() <= LONGEST_NAME) else {
            return Ok(Arc::new(make(now).await?.value));
        };
        let slot = self.slot(name);
        if let Some(found) = slot.standing(behind, now) {
            return Ok(found);
        }
        let _alone = slot.making.lock().await;
        // What was made meanwhile stands if it was made of data that still do.
        let now = app.clock.now();
        let Some(behind) = Behind::now(app).await else { return Ok(Arc::new(make(now).await?.value)) };
        if let Some(found) = slot.standing(behind, now) {
            return Ok(found);
        }
        let Made { value, bytes, until } = make(now).await?;
        let value = Arc::new(value);
        let bytes = bytes + name.len();
        if bytes <= MOST_BYTES / 4 {
            let kept: Arc<dyn Any + Send + Sync> = value.clone();
            let valued = Valued { value: kept, behind, from: now, until, bytes };
            *slot.valued.write().unwrap_or_else(PoisonError::into_inner) = Some(valued);
            self.make_room(name);
        }
        Ok(value)
    }

    fn slot(&self, name: &str) -> Arc<Slot> {
        let use_number = self.uses.fetch_add(1, Ordering::Relaxed);
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        let found = slots.get(name).map(Arc::clone);
        drop(slots);
        let slot = found.unwrap_or_else(|| {
            let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
            while slots.len() >= MOST && forget_oldest(&mut slots, name).is_some() {}
            Arc::clone(slots.entry(name.to_owned()).or_default())
        });
        slot.used.store(use_number, Ordering::Relaxed);
        slot
    }

    /// Forgets what was used longest ago while there is too much, but never what was just made.
    fn make_room(&self, made: &str) {
        let mut slots = self.slots.write().unwrap_or_else(PoisonError::into_inner);
        let mut bytes: usize = slots.values().map(|slot| slot.bytes()).sum();
        while bytes > MOST_BYTES {
            let Some(freed) = forget_oldest(&mut slots, made) else { return };
            bytes = bytes.saturating_sub(freed);
        }
    }

    /// How many things are kept, and how many bytes they take.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        let slots = self.slots.read().unwrap_or_else(PoisonError::into_inner);
        (slots.len(), slots.values().map(|slot| slot.bytes()).sum())
    }
}

/// Forgets what was used longest ago, other than this, and says how many bytes that were; none if there is nothing else.
fn forget_oldest(slots: &mut HashMap<String, Arc<Slot>>, but: &str) -> Option<usize> {
    let others = slots.iter().filter(|(name, _)| *name != but);
    let oldest = others.min_by_key(|(_, slot)| slot.used.load(Ordering::Relaxed));
    let name = oldest.map(|(name, _)| name.clone())?;
    slots.remove(&name).map(|gone| gone.bytes())
}
