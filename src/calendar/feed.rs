//! A calendar to subscribe to, or to download: all of a person's dates, or all of a session's (RFC 5546 §3.2.1).

use chrono::{DateTime, Utc};
use icalendar::{Component, Event, EventLike, EventStatus, Property};

use super::content_lines::{address, calendar, conference, folded, one_line, party, sequence, text};
use crate::domain::invites::Party;

/// One date of a published calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEvent {
    /// The same UID as in the invite to this date, so that a calendar holding both shows it once.
    pub uid: String,
    /// The same SEQUENCE as in the last invite.
    pub sequence: i32,
    /// Start of the date.
    pub starts_at: DateTime<Utc>,
    /// End of the date.
    pub ends_at: DateTime<Utc>,
    /// The title.
    pub summary: String,
    /// What the entry says below the title; left out when empty.
    pub description: String,
    /// Room or address; of an online date where to join.
    pub location: Option<String>,
    /// Where to join online.
    pub conference: Option<String>,
    /// Where to join, or the booking's page.
    pub url: Option<String>,
    /// Who runs it.
    pub organizer: Party,
    /// Stays in the calendar, marked as called off: an entry that vanished would leave people guessing.
    pub cancelled: bool,
}

/// Writes a calendar called `name`, with no attendees named; `dtstamp` is when it was put together.
///
/// Take `dtstamp` from the newest change, not from the clock, and the same content gives the same octets.
#[must_use]
pub fn publish(name: &str, events: &[FeedEvent], dtstamp: DateTime<Utc>) -> String {
    let mut calendar = calendar("PUBLISH");
    calendar
        .append_property(Property::new("X-WR-CALNAME", one_line(name)))
        .append_property(Property::new("REFRESH-INTERVAL", "PT1H").add_parameter("VALUE", "DURATION").done());
    for event in events {
        calendar.push(entry(event, dtstamp));
    }
    folded(&calendar)
}

fn entry(event: &FeedEvent, dtstamp: DateTime<Utc>) -> Event {
    let mut entry = Event::new();
    entry
        .uid(&one_line(&event.uid))
        .sequence(sequence(event.sequence))
        .timestamp(dtstamp)
        .starts(event.starts_at)
        .ends(event.ends_at)
        .summary(&text(&event.summary))
        .append_property(party("ORGANIZER", &event.organizer));
    if !event.description.is_empty() {
        entry.description(&text(&event.description));
    }
    if let Some(location) = &event.location {
        entry.location(&text(location));
    }
    if let Some(url) = &event.conference {
        entry.append_multi_property(conference(url));
    }
    if let Some(url) = &event.url {
        entry.url(&address(url));
    }
    entry.status(if event.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    entry
}
