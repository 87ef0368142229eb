//! Bookings in the words of pages.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::{
    domain::{
        booking_states::shown,
        cancellations::last_moment,
        grammar::sentence_case,
        ids::PersonId,
        sessions::Span,
        times::{self, ZoneNote},
        words::BookingState,
    },
    store::read::bookings::{booking::HistoryLine, own_bookings::OwnBooking},
    web::page_facts::State,
};

const NOTE: ZoneNote = ZoneNote::WhenElsewhere;

/// Whether a place is booked of which the dates are over, while nobody has recorded yet who came.
pub fn awaits_result(booking: &OwnBooking, now: DateTime<Utc>) -> bool {
    booking.state == BookingState::Booked && booking.ends_at <= now
}

/// Whether a booking is still ahead.
pub fn is_ahead(booking: &OwnBooking, now: DateTime<Utc>) -> bool {
    BookingState::ACTIVE.contains(&booking.state) && booking.ends_at > now
}

/// Where it stands: a word and the shape beside it.
pub fn state_tag(booking: &OwnBooking, now: DateTime<Utc>) -> State {
    if awaits_result(booking, now) {
        return State::of("quiet", "waiting for your result");
    }
    of_state(booking.state)
}

/// Where a booking stands: a word and the shape beside it.
#[must_use]
pub fn of_state(state: BookingState) -> State {
    let kind = match state {
        BookingState::Booked => "yours",
        BookingState::Requested | BookingState::Waitlisted => "waiting",
        BookingState::Offered => "open",
        BookingState::Attended => "good",
        BookingState::PartlyAttended | BookingState::Cancelled => "quiet",
        BookingState::Declined | BookingState::Lapsed | BookingState::Released | BookingState::NoShow => {
            "bad"
        }
    };
    State::of(kind, shown(state))
}

/// One date with its times.
pub fn when(booking: &OwnBooking, date: Span) -> String {
    times::range(date.starts_at, date.ends_at, booking.timezone, NOTE)
}

/// The first date that is not over; of a booking that is, the first of all.
pub fn next_date(booking: &OwnBooking, now: DateTime<Utc>) -> Span {
    let whole = Span { starts_at: booking.starts_at, ends_at: booking.ends_at };
    let ahead = booking.dates.iter().find(|date| date.ends_at > now);
    ahead.or(booking.dates.first()).copied().unwrap_or(whole)
}

/// "Date 2 of 6", where there is more than one.
pub fn part(booking: &OwnBooking, date: Span) -> Option<String> {
    let of = booking.dates.len();
    let index = booking.dates.iter().position(|other| *other == date)?;
    (of > 1).then(|| format!("Date {} of {of}", index + 1))
}

/// The date of this booking that is today and not over.
pub fn today(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Span> {
    let is_today = |date: &&Span| {
        let zone = booking.timezone;
        times::day_in(date.starts_at, zone) == times::day_in(now, zone) && date.ends_at > now
    };
    booking.dates.iter().find(is_today).copied().filter(|_| booking.state == BookingState::Booked)
}

/// The last moment to give the place up without consequence, as "until 5pm, Wednesday 6 January"; none once it is over.
pub fn free_until(booking: &OwnBooking, now: DateTime<Utc>) -> Option<String> {
    let last = last_moment(booking.starts_at, booking.notice_days);
    (now < last).then(|| times::until(last, booking.timezone))
}

/// A line of a booking's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryFacts {
    /// When it happened.
    pub at: String,
    /// What happened.
    pub what: String,
    /// Who did it; nobody where time or the program itself did.
    pub by: Option<String>,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
}

/// A booking's history in plain words, oldest first; `reader` is spoken to as "you".
pub fn history(lines: &[HistoryLine], reader: PersonId, zone: Tz) -> Vec<HistoryFacts> {
    let mut before = None;
    let mut out = Vec::new();
    for line in lines {
        let by = line.by.as_ref().map(|by| if by.id == reader { "you".to_owned() } else { by.name.clone() });
        let what = match (line.state, before == Some(line.state)) {
            // The state stayed: the reason says what happened.
            (state, true) => line.reason.clone().unwrap_or_else(|| sentence_case(shown(state))),
            (BookingState::Requested, _) => "Place asked for".to_owned(),
            (BookingState::Booked, _) => "Booked".to_owned(),
            (BookingState::Waitlisted, _) => "Put on the waiting list".to_owned(),
            (BookingState::Offered, _) => "A place came up".to_owned(),
            (BookingState::Released, _) => "Place given up by us".to_owned(),
            (state, _) => sentence_case(shown(state)),
        };
        let reason = line.reason.clone().filter(|reason| before != Some(line.state) && *reason != what);
        out.push(HistoryFacts {
            at: times::moment(line.at, zone, NOTE),
            what: what.trim_end_matches('.').to_owned(),
            by,
            reason,
        });
        before = Some(line.state);
    }
    out
}
