//! A course date in words: when, where, and whether there is a place.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::session_words;
use crate::{
    domain::{
        delivery,
        grammar::listed,
        places::Window,
        times::{self, ZoneNote},
        words::SessionState,
    },
    store::read::sessions::session::{DateView, SessionView},
    web::page_facts::State,
};

/// Start of its first date.
#[must_use]
pub fn starts_at(view: &SessionView) -> Option<DateTime<Utc>> {
    view.dates.first().map(|date| date.starts_at)
}

/// `Tuesday 12 January`, as buttons say it.
#[must_use]
pub fn short_day(view: &SessionView) -> String {
    starts_at(view)
        .map(|start| times::day_without_year(times::day_in(start, view.timezone.tz())))
        .unwrap_or_default()
}

/// `Tuesday 12 January 2027`.
#[must_use]
pub fn long_day(view: &SessionView) -> String {
    starts_at(view).map(|start| times::day(times::day_in(start, view.timezone.tz()))).unwrap_or_default()
}

/// `10am to 1pm`, of its first date.
#[must_use]
pub fn hours(view: &SessionView) -> String {
    view.dates
        .first()
        .map(|date| {
            times::clock_range(date.starts_at, date.ends_at, view.timezone.tz(), ZoneNote::WhenElsewhere)
        })
        .unwrap_or_default()
}

/// One of its dates whole: `Tuesday 12 January 2027, 10am to 1pm`.
#[must_use]
pub fn whole(view: &SessionView, date: &DateView) -> String {
    session_words::date(date, view.timezone.tz())
}

/// Where a session takes place: its address when there is one.
#[must_use]
pub fn place(view: &SessionView) -> String {
    delivery::place(view.delivery, view.location.as_deref())
}

/// Whether a place can be booked, as far as that holds for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// So many places are left.
    Places(i32),
    /// None is left; the waiting list is open.
    Full,
    /// Booking has yet to open.
    NotYet,
    /// Not open for booking any more, or never.
    Closed,
}

/// Whether a place can be booked now.
#[must_use]
pub fn room(view: &SessionView, now: DateTime<Utc>) -> Room {
    let Some(first_start) = starts_at(view) else { return Room::Closed };
    let window = Window {
        state: view.state,
        private: view.private,
        opens_at: view.booking_opens_at,
        closes_at: Some(view.booking_closes_at),
        first_start,
    };
    if window.open(now) {
        return if view.places_left > 0 { Room::Places(view.places_left) } else { Room::Full };
    }
    let waits = view.state == SessionState::Published && view.booking_opens_at.is_some_and(|at| now < at);
    if waits && !view.private { Room::NotYet } else { Room::Closed }
}

/// The same as a state tag.
#[must_use]
pub fn room_tag(view: &SessionView, now: DateTime<Utc>) -> State {
    let (kind, label) = match (room(view, now), view.state) {
        (Room::Places(1), _) => ("open", "1 place left".to_owned()),
        (Room::Places(left), _) => ("open", format!("{left} places left")),
        (Room::Full, _) => ("waiting", "full, with a waiting list".to_owned()),
        (Room::NotYet, _) => {
            let opens = view
                .booking_opens_at
                .map(|at| times::day_without_year(times::day_in(at, view.timezone.tz())));
            ("quiet", format!("booking opens on {}", opens.unwrap_or_default()))
        }
        (Room::Closed, SessionState::Cancelled) => ("bad", "cancelled".to_owned()),
        (Room::Closed, SessionState::Delivered) => ("quiet", "finished".to_owned()),
        (Room::Closed, SessionState::Draft) => ("quiet", "not published yet".to_owned()),
        (Room::Closed, SessionState::Published) if view.private => ("quiet", "by invitation".to_owned()),
        (Room::Closed, SessionState::Published) => ("quiet", "booking has closed".to_owned()),
    };
    State::of(kind, label)
}

/// A line of a list of dates.
#[derive(Debug, Clone, Serialize)]
pub struct DateLine {
    /// The date's page.
    pub address: String,
    /// The course's title.
    pub course: String,
    /// `Tuesday 12 January 2027`, of its first date.
    pub day: String,
    /// `Tuesday 12 January`, as buttons say it.
    pub short_day: String,
    /// `10am to 1pm`, of its first date.
    pub hours: String,
    /// How many dates it has and when the last is, where it has several.
    pub set: Option<String>,
    /// Where it takes place.
    pub place: String,
    /// Whether a place can be booked.
    pub room: State,
    /// Whether none is left, and the waiting list is open.
    pub full: bool,
    /// Whether one can be booked now.
    pub bookable: bool,
}

impl DateLine {
    /// One with places, and a full one of several dates.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let open = Self {
            address: "/sessions/01930000-0000-7000-8000-000000000001".to_owned(),
            course: "Introduction to restorative practice".to_owned(),
            day: "Tuesday 12 January 2027".to_owned(),
            short_day: "Tuesday 12 January".to_owned(),
            hours: "10am to 1pm".to_owned(),
            set: None,
            place: "On Zoom".to_owned(),
            room: State::of("open", "6 places left"),
            full: false,
            bookable: true,
        };
        let full = Self {
            set: Some("6 dates, the last on Tuesday 8 June".to_owned()),
            room: State::of("waiting", "full, with a waiting list"),
            full: true,
            bookable: false,
            ..open.clone()
        };
        vec![open, full]
    }
}

/// A session as a line of a list.
#[must_use]
pub fn line(view: &SessionView, now: DateTime<Utc>) -> DateLine {
    let set = view.dates.last().filter(|_| view.dates.len() > 1).map(|last| {
        let day = times::day_without_year(times::day_in(last.starts_at, view.timezone.tz()));
        format!("{} dates, the last on {day}", view.dates.len())
    });
    DateLine {
        address: format!("/sessions/{}", view.id),
        course: view.course.title.clone(),
        day: long_day(view),
        short_day: short_day(view),
        hours: hours(view),
        set,
        place: place(view),
        room: room_tag(view, now),
        full: room(view, now) == Room::Full,
        bookable: matches!(room(view, now), Room::Places(_)),
    }
}

/// Who runs it, in words; nothing while nobody is named.
#[must_use]
pub fn trainers(view: &SessionView) -> Option<String> {
    let names: Vec<String> = view.trainers.iter().map(|trainer| trainer.name.clone()).collect();
    (!names.is_empty()).then(|| listed(&names, "and"))
}

/// How long ago, in words that need no calendar.
#[must_use]
pub fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match (now - at).num_days() {
        ..=0 => "since today".to_owned(),
        1 => "for a day".to_owned(),
        days => format!("for {days} days"),
    }
}
