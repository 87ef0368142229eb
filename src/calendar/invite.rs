//! One personal invite as a file: one recipient, one date (RFC 5546 §3.2.2, §3.2.5).

use icalendar::{Component, Event, EventLike, EventStatus, Parameter};

use super::content_lines::{address, calendar, conference, folded, one_line, party, sequence, text};
use crate::domain::invites::{Invite, InviteMethod};

/// The METHOD of the file, which the mail's `method` parameter must repeat (RFC 6047 §2.4).
#[must_use]
pub fn method(method: InviteMethod) -> &'static str {
    match method {
        InviteMethod::Request => "REQUEST",
        InviteMethod::Withdraw | InviteMethod::CallOff => "CANCEL",
    }
}

/// Writes the invite out, ready to be sent as `text/calendar; charset=UTF-8`.
///
/// Start and end are in UTC, so there is no time zone to get wrong. There is no alarm: reminders are mailed, and
/// people's calendars remind them as they have chosen.
#[must_use]
pub fn write(invite: &Invite) -> String {
    let mut event = Event::new();
    event
        .uid(&one_line(&invite.uid))
        .sequence(sequence(invite.sequence))
        .timestamp(invite.dtstamp)
        .starts(invite.starts_at)
        .ends(invite.ends_at)
        .summary(&text(&invite.summary))
        .append_property(party("ORGANIZER", &invite.organizer));
    if !invite.description.is_empty() {
        event.description(&text(&invite.description));
    }
    if let Some(location) = &invite.location {
        event.location(&text(location));
    }
    if let Some(url) = &invite.conference {
        event.append_multi_property(conference(url));
    }
    if let Some(url) = &invite.url {
        event.url(&address(url));
    }

    let mut attendee = party("ATTENDEE", &invite.attendee);
    attendee
        .append_parameter(Parameter::new("PARTSTAT", "NEEDS-ACTION"))
        .append_parameter(Parameter::new("ROLE", "REQ-PARTICIPANT"))
        .append_parameter(Parameter::new("RSVP", "TRUE"));
    event.append_multi_property(attendee);

    match invite.method {
        InviteMethod::Request => event.status(EventStatus::Confirmed),
        // The session goes on without this person: a STATUS would say otherwise (RFC 5546 §3.2.5).
        InviteMethod::Withdraw => &mut event,
        InviteMethod::CallOff => event.status(EventStatus::Cancelled),
    };
    folded(calendar(method(invite.method)).push(event))
}
