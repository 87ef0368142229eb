//! Places: how many are held and left, and who is offered one that comes free.
//!
//! A place is offered in the very write that frees it, so whatever is still free after a write is open to all and a
//! newcomer may book it; no list of free places is kept that could drift from the bookings. What is kept are the
//! offers: each carries the id of the first offer made of its freed place, and that shared id is how one freed place
//! is never offered twice to one person. When an offer passes (declined or not answered) the caller hands the place
//! on as [`FreePlace::Passed`]; a place newly freed, or added by raising the capacity, is [`FreePlace::New`].

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    booking_states::holds_place,
    ids::{BookingId, OfferId},
    words::{BookingState, SessionState, words},
};

words! {
    /// How an offer of a place ended.
    OfferEnd {
        /// It was taken.
        Accepted = "accepted",
        /// It was left to the next in line.
        Declined = "declined",
        /// Its time ran out.
        Unanswered = "unanswered",
        /// The booking ended another way.
        Withdrawn = "withdrawn",
    }
}

/// How long a place is held for somebody who has yet to show that their address is theirs.
pub const HELD_UNCONFIRMED: TimeDelta = TimeDelta::minutes(15);
/// For how many of them at once a session holds places: names and addresses cost nothing, and whoever makes them up
/// would else keep a whole date from everybody.
pub const MOST_HELD_UNCONFIRMED: usize = 2;

/// Until when a place is held for somebody whose address is not confirmed, on a session that holds so many such places
/// already; none where they have to confirm it first.
#[must_use]
pub fn hold_unconfirmed_until(
    already: usize,
    now: DateTime<Utc>,
    first_start: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    (already < MOST_HELD_UNCONFIRMED).then(|| (now + HELD_UNCONFIRMED).min(first_start))
}

/// After this many unanswered offers a person is skipped until they say that they still want a place.
pub const UNANSWERED_BEFORE_SKIPPING: i32 = 2;

/// How many of these bookings hold a place.
pub fn held(states: impl IntoIterator<Item = BookingState>) -> i32 {
    let held = states.into_iter().filter(|state| holds_place(*state)).count();
    i32::try_from(held).unwrap_or(i32::MAX)
}

/// Places nobody holds; never below zero.
#[must_use]
pub const fn places_left(capacity: i32, held: i32) -> i32 {
    let left = capacity.saturating_sub(held);
    if left > 0 { left } else { 0 }
}

/// What a caller who is eligible finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// So many places, the first to book has one.
    Open {
        /// Places left, at least one.
        left: i32,
    },
    /// None left: 409 `session_full`, or the waiting list.
    Full {
        /// How many wait already.
        waiting: i32,
    },
}

/// Whether there is a place for a newcomer, or for somebody on the waiting list who books an open place.
#[must_use]
pub const fn availability(capacity: i32, held: i32, waiting: i32) -> Availability {
    match places_left(capacity, held) {
        0 => Availability::Full { waiting },
        left => Availability::Open { left },
    }
}

/// The facts about a session that decide whether a date is shown as bookable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Where the session stands.
    pub state: SessionState,
    /// For named people only.
    pub private: bool,
    /// Booking opens; at once when `None`.
    pub opens_at: Option<DateTime<Utc>>,
    /// Booking closes; at the first date's start when `None`.
    pub closes_at: Option<DateTime<Utc>>,
    /// Start of the first date.
    pub first_start: DateTime<Utc>,
}

impl Window {
    /// Whether anybody can book for themselves now, places apart.
    #[must_use]
    pub fn open(&self, now: DateTime<Utc>) -> bool {
        self.state == SessionState::Published
            && !self.private
            && self.opens_at.is_none_or(|opens| opens <= now)
            && now < self.closes()
    }

    /// When booking ends: the closing time, at the latest the start of the first date.
    #[must_use]
    pub fn closes(&self) -> DateTime<Utc> {
        self.closes_at.map_or(self.first_start, |closes| closes.min(self.first_start))
    }

    /// Bookable now: open, with a place left. What `with_places=true` and next steps mean.
    #[must_use]
    pub fn bookable(&self, places_left: i32, now: DateTime<Utc>) -> bool {
        places_left > 0 && self.open(now)
    }
}

/// Somebody on the waiting list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of a row, any of which may hold")]
pub struct Waiting {
    /// Their booking, *waitlisted*.
    pub booking: BookingId,
    /// When they joined the line.
    pub joined_at: DateTime<Utc>,
    /// We took a place of theirs on this course away.
    pub displaced: bool,
    /// A coordinator's order, smaller first; `None` after all that have one.
    pub rank: Option<i32>,
    /// Two offers went unanswered: passed over until they say that they still want a place.
    pub skipped: bool,
    /// Holds a place on another date of the course meanwhile: passed over while that lasts.
    pub has_place_elsewhere: bool,
    /// The freed places (by their first offer) this person has had an offer of.
    pub offered_before: Vec<OfferId>,
    /// "Book me automatically", to the end of this day.
    pub auto_book_until: Option<NaiveDate>,
    /// Already mailed that the place is open to whoever is first.
    pub told_open: bool,
}

/// A place that is free and not yet dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreePlace {
    /// Just freed, or added by a higher capacity.
    New,
    /// An offer of it passed; the id is that of its first offer.
    Passed(OfferId),
}

/// An offer to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewOffer {
    /// To whom.
    pub booking: BookingId,
    /// Of which place; for a new one the offer's own id becomes the place's id.
    pub place: FreePlace,
    /// A job accepts it for them, in a write of its own, judged again.
    pub auto_book: bool,
}

/// What happens to free places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allotment {
    /// Offers to make, in this order.
    pub offers: Vec<NewOffer>,
    /// Places for which the line is exhausted, or it is too late to offer: open to all.
    pub open_to_all: usize,
    /// Waiting people to mail, once, that a place is open to whoever is first.
    pub tell_open: Vec<BookingId>,
}

/// Until when an open offer can be taken after the dates were changed: it keeps the time it had, but never beyond the
/// start of the first date.
#[must_use]
pub fn offer_until(had_until: DateTime<Utc>, first_start: DateTime<Utc>) -> DateTime<Utc> {
    had_until.min(first_start)
}

/// Decides about places that are free: `too_late` says that the first date is within three working days, when a place
/// is open to all and those waiting are told so; `today` is the day in the session's zone.
#[must_use]
pub fn allot(free: &[FreePlace], waiting: &[Waiting], too_late: bool, today: NaiveDate) -> Allotment {
    if too_late {
        let untold = waiting.iter().filter(|entry| !entry.told_open && !free.is_empty());
        return Allotment {
            offers: Vec::new(),
            open_to_all: free.len(),
            tell_open: untold.map(|entry| entry.booking).collect(),
        };
    }
    let mut line: Vec<&Waiting> =
        in_line(waiting).into_iter().filter(|entry| !entry.skipped && !entry.has_place_elsewhere).collect();
    let mut allotment = Allotment::default();
    for place in free {
        let next = line.iter().position(|entry| match place {
            FreePlace::New => true,
            FreePlace::Passed(first) => !entry.offered_before.contains(first),
        });
        if let Some(next) = next {
            let entry = line.remove(next);
            let auto_book = entry.auto_book_until.is_some_and(|until| today <= until);
            allotment.offers.push(NewOffer { booking: entry.booking, place: *place, auto_book });
        } else {
            allotment.open_to_all += 1;
        }
    }
    allotment
}

/// Where somebody stands in a line before others: those we displaced, then a coordinator's order, then by joining time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct InLine {
    kept_their_place: bool,
    unranked: bool,
    rank: Option<i32>,
    joined_at: DateTime<Utc>,
    booking: BookingId,
}

impl InLine {
    /// `displaced` and `rank` as [`Waiting`] has them; who joined no line stands in it since `since`, when the booking
    /// was made.
    #[must_use]
    pub fn new(
        booking: BookingId,
        (displaced, rank): (bool, Option<i32>),
        (joined_at, since): (Option<DateTime<Utc>>, DateTime<Utc>),
    ) -> Self {
        let joined_at = joined_at.unwrap_or(since);
        Self { kept_their_place: !displaced, unranked: rank.is_none(), rank, joined_at, booking }
    }
}

/// The waiting list in its order.
#[must_use]
pub fn in_line(waiting: &[Waiting]) -> Vec<&Waiting> {
    let mut line: Vec<&Waiting> = waiting.iter().collect();
    line.sort_by_key(|entry| {
        let since = (Some(entry.joined_at), entry.joined_at);
        InLine::new(entry.booking, (entry.displaced, entry.rank), since)
    });
    line
}

/// Where somebody stands in the line, from 1.
#[must_use]
pub fn position(waiting: &[Waiting], booking: BookingId) -> Option<usize> {
    in_line(waiting).iter().position(|entry| entry.booking == booking).map(|index| index + 1)
}

/// A waiting person's new place in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reordered {
    /// Their booking.
    pub booking: BookingId,
    /// Where they stood, from 1.
    pub from: usize,
    /// Where they stand now, from 1.
    pub to: usize,
}

/// Why a line is not brought into an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderRefused {
    /// A booking is named more than once.
    NamedTwice(BookingId),
    /// The order does not name exactly those who wait.
    NotTheLine {
        /// Waiting, and not named.
        missing: Vec<BookingId>,
        /// Named, and not waiting.
        not_waiting: Vec<BookingId>,
    },
    /// Somebody is put before a person whose place we took away: those come first, whatever the order.
    BeforeDisplaced(BookingId),
}

/// Brings the line into this order, which has to name exactly those who wait; gives everybody's place before and
/// after, first to last.
///
/// # Errors
/// An order that is not one of this line, or that puts somebody before those whom we displaced.
pub fn reorder(waiting: &[Waiting], order: &[BookingId]) -> Result<Vec<Reordered>, OrderRefused> {
    let mut named = HashSet::new();
    if let Some(twice) = order.iter().find(|id| !named.insert(**id)) {
        return Err(OrderRefused::NamedTwice(*twice));
    }
    let line = in_line(waiting);
    let missing: Vec<BookingId> =
        line.iter().map(|entry| entry.booking).filter(|id| !named.contains(id)).collect();
    let waits: HashSet<BookingId> = line.iter().map(|entry| entry.booking).collect();
    let not_waiting: Vec<BookingId> = order.iter().copied().filter(|id| !waits.contains(id)).collect();
    if !missing.is_empty() || !not_waiting.is_empty() {
        return Err(OrderRefused::NotTheLine { missing, not_waiting });
    }
    let displaced = line.iter().filter(|entry| entry.displaced).count();
    let is_displaced = |id: &BookingId| line.iter().any(|entry| entry.booking == *id && entry.displaced);
    if let Some(early) = order.iter().take(displaced).find(|id| !is_displaced(id)) {
        return Err(OrderRefused::BeforeDisplaced(*early));
    }
    let from = |id: BookingId| line.iter().position(|entry| entry.booking == id).map_or(0, |index| index + 1);
    let moved = order.iter().enumerate();
    Ok(moved.map(|(index, id)| Reordered { booking: *id, from: from(*id), to: index + 1 }).collect())
}

/// How an unanswered offer leaves a person's place in the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineKept {
    /// Unanswered offers so far.
    pub unanswered: i32,
    /// No more offers until they say that they still want a place.
    pub skipped: bool,
}

/// Counts one more unanswered offer: the first time the position is kept, the second time the person is skipped.
#[must_use]
pub const fn after_unanswered(unanswered_before: i32) -> LineKept {
    let unanswered = unanswered_before.saturating_add(1);
    LineKept { unanswered, skipped: unanswered >= UNANSWERED_BEFORE_SKIPPING }
}

/// How many places of a raised capacity are new; none when it was lowered.
#[must_use]
pub const fn places_added(old_capacity: i32, new_capacity: i32, held: i32) -> i32 {
    let left_before = places_left(old_capacity, held);
    let left_now = places_left(new_capacity, held);
    if left_now > left_before { left_now - left_before } else { 0 }
}
