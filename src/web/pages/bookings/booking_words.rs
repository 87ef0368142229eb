//! Bookings in the words of pages.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    domain::{
        booking_states::{has_result, shown},
        cancellations::last_moment,
        grammar::{Voice, sentence_case},
        prerequisite_words::planned_message,
        sessions::Span,
        times::{self, ZoneNote},
        words::{BookingState, Delivery},
    },
    store::read::{bookings::own_bookings::OwnBooking, sessions::session::JoiningView},
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
pub fn state_tag(booking: &OwnBooking, now: DateTime<Utc>) -> Value {
    if awaits_result(booking, now) {
        return json!({"kind": "quiet", "label": "waiting for your result"});
    }
    let kind = match booking.state {
        BookingState::Booked => "yours",
        BookingState::Requested | BookingState::Waitlisted => "waiting",
        BookingState::Offered => "open",
        BookingState::Attended => "good",
        BookingState::PartlyAttended | BookingState::Cancelled => "quiet",
        BookingState::Declined | BookingState::Lapsed | BookingState::Released | BookingState::NoShow => {
            "bad"
        }
    };
    json!({"kind": kind, "label": shown(booking.state)})
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

/// Where it takes place.
pub fn place(delivery: Delivery, location: Option<&str>) -> String {
    match (location, delivery) {
        (Some(location), Delivery::Zoom) => format!("On Zoom ({location})"),
        (Some(location), _) => location.to_owned(),
        (None, Delivery::Zoom) => "On Zoom".to_owned(),
        (None, Delivery::Room) => "In a room; we will write to you where".to_owned(),
        (None, Delivery::OnSite) => "Where you work".to_owned(),
    }
}

/// How to join, for whoever is booked.
pub fn joining(details: Option<&JoiningView>) -> Value {
    details.map_or(Value::Null, |details| {
        let help = details.help.as_ref().map(|help| {
            let number = help.starts_with(|first: char| first.is_ascii_digit() || first == '+');
            if number { format!("Ring {help}") } else { help.clone() }
        });
        json!({
            "url": details.url,
            "meeting_id": details.meeting_id,
            "passcode": details.passcode,
            "dial_in": details.dial_in,
            "test_url": details.test_url,
            "help": help,
        })
    })
}

/// The date of this booking that is today and not over.
pub fn today(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Span> {
    let is_today = |date: &&Span| {
        let zone = booking.timezone;
        times::day_in(date.starts_at, zone) == times::day_in(now, zone) && date.ends_at > now
    };
    booking.dates.iter().find(is_today).copied().filter(|_| booking.state == BookingState::Booked)
}

/// "Today, 10am to 1pm" with all that is needed to take part; nothing where no booked date is today.
pub fn today_panel(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Value> {
    let date = today(booking, now)?;
    let clock = times::clock_range(date.starts_at, date.ends_at, booking.timezone, NOTE);
    Some(json!({
        "title": booking.course_title,
        "when": format!("Today, {clock}"),
        "part": part(booking, date),
        "place": place(booking.delivery, booking.location.as_deref()),
        "on_zoom": booking.delivery == Delivery::Zoom,
        "joining": joining(booking.joining.as_ref()),
        "address": format!("/bookings/{}", booking.id),
    }))
}

/// A place that has come up, with its deadline; nothing where none has.
pub fn offer(booking: &OwnBooking, now: DateTime<Utc>) -> Option<Value> {
    let until = booking.offer_expires_at.filter(|_| booking.state == BookingState::Offered)?;
    Some(json!({
        "title": booking.course_title,
        "when": when(booking, next_date(booking, now)),
        "until": times::until(until, times::LONDON),
        "address": format!("/bookings/{}/offer", booking.id),
    }))
}

/// What the place hangs on, and what is to be done where it has failed.
pub fn conditions(booking: &OwnBooking, voice: Voice<'_>) -> Vec<Value> {
    let line = |condition: &crate::store::read::bookings::own_bookings::OpenCondition| {
        let day = times::day(times::day_in(condition.starts_at, condition.timezone));
        let (title, address) = (&condition.course_title, format!("/bookings/{}", condition.depends_on));
        let until = |at| times::until(at, times::LONDON);
        let text = match (condition.failed, condition.answer_by, condition.release_at) {
            (false, ..) => planned_message(title, &day, voice),
            (true, Some(by), _) => format!(
                "We changed {title} on {day}, which this place hangs on. Another date is kept open {}: book it, or \
                 move to it.",
                until(by)
            ),
            (true, None, Some(at)) => format!(
                "{title} on {day}, which this place hangs on, was not attended. The place is kept {}: book another \
                 date of {title} before it, move this booking, or say that this is wrong.",
                until(at)
            ),
            (true, None, None) => format!(
                "{title} on {day}, which this place hangs on, did not come about. The place is kept for now."
            ),
        };
        json!({"text": text, "address": address, "title": title, "failed": condition.failed})
    };
    booking.conditions.iter().map(line).collect()
}

/// The last moment to give the place up without consequence, as "until 5pm, Wednesday 6 January"; none once it is over.
pub fn free_until(booking: &OwnBooking, now: DateTime<Utc>) -> Option<String> {
    let last = last_moment(booking.starts_at, booking.notice_days);
    (now < last).then(|| times::until(last, booking.timezone))
}

/// A line of the list of bookings.
pub fn line(booking: &OwnBooking, now: DateTime<Utc>) -> Value {
    let next = next_date(booking, now);
    let cpd = booking
        .result
        .as_ref()
        .filter(|_| has_result(booking.state))
        .filter(|result| result.cpd_minutes > 0)
        .map(|result| times::cpd_length(result.cpd_minutes));
    let waiting = booking.waitlist_position.map(|position| {
        if booking.skipped {
            "Passed over, since two offers were not answered. Say that you still want a place.".to_owned()
        } else {
            format!("Number {position} in line.")
        }
    });
    json!({
        "title": booking.course_title,
        "when": when(booking, next),
        "part": part(booking, next),
        "place": place(booking.delivery, booking.location.as_deref()),
        "reference": booking.reference,
        "state": state_tag(booking, now),
        "note": waiting.or(cpd),
        "short_notice": booking.short_notice,
        "conditions": if is_ahead(booking, now) { conditions(booking, Voice::You) } else { Vec::new() },
        "address": format!("/bookings/{}", booking.id),
        "certificate": booking.certificate.map(|id| format!("/certificates/{id}.pdf")),
    })
}

/// A booking's history in plain words, oldest first; `reader` is spoken to as "you".
pub fn history(
    lines: &[crate::store::read::bookings::booking::HistoryLine],
    reader: crate::domain::ids::PersonId,
    zone: chrono_tz::Tz,
) -> Vec<Value> {
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
        out.push(json!({
            "at": times::moment(line.at, zone, NOTE),
            "what": what.trim_end_matches('.'),
            "by": by,
            "reason": reason,
        }));
        before = Some(line.state);
    }
    out
}
