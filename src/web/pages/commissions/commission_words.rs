//! The words of the pages about requests for training.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::{
    domain::{
        commissions::shown,
        times::{LONDON, ZoneNote, day, day_in, moment},
        words::{CommissionEvent, CommissionState},
    },
    store::read::commissions::commission::{CommissionView, TimelineView},
    web::pages::sessions::date_words::since,
};

/// Where a request stands, as a mark with its word.
pub fn state(view: &CommissionView) -> Value {
    let kind = match view.state {
        CommissionState::Enquiry | CommissionState::Proposed => "waiting",
        CommissionState::Agreed => "open",
        CommissionState::Scheduled => "yours",
        CommissionState::Delivered => "good",
        CommissionState::Declined | CommissionState::Withdrawn => "bad",
        CommissionState::Closed => "quiet",
    };
    json!({"kind": kind, "label": shown(view.state)})
}

/// What a line of the timeline says happened.
const fn happened(event: CommissionEvent) -> &'static str {
    match event {
        CommissionEvent::Asked => "asked for this training",
        CommissionEvent::Edited => "said more about it",
        CommissionEvent::PeopleNamed => "put people on the list",
        CommissionEvent::PeopleRemoved => "took people off the list",
        CommissionEvent::Prepared => "booked people on what they lacked",
        CommissionEvent::Message => "wrote",
        CommissionEvent::Proposed => "made a proposal",
        CommissionEvent::ChangeAsked => "asked for a change",
        CommissionEvent::Accepted => "accepted the proposal",
        CommissionEvent::AcceptedOnCondition => {
            "accepted the proposal, on condition that everybody has done what the course asks for"
        }
        CommissionEvent::ConditionMet => "Everybody has done what the course asks for: confirmed",
        CommissionEvent::ConditionFailed => "Not everybody will have done what the course asks for",
        CommissionEvent::Declined => "declined",
        CommissionEvent::Withdrawn => "took the request back",
        CommissionEvent::Scheduled => "scheduled it and booked everybody",
        CommissionEvent::DatesMoved => "The dates were changed",
        CommissionEvent::CalledOff => "The date was called off",
        CommissionEvent::Delivered => "It has taken place",
        CommissionEvent::Reopened => "The attendance list was opened again",
        CommissionEvent::Closed => "closed it",
    }
}

/// A line of the thread.
pub fn line(line: &TimelineView) -> Value {
    let what = happened(line.event);
    let head = line.by.as_ref().map_or_else(|| what.to_owned(), |by| format!("{} {what}", by.name));
    json!({
        "head": head,
        "when": moment(line.at, LONDON, ZoneNote::WhenElsewhere),
        "words": line.words,
        "team": line.by_team,
    })
}

/// A line of a list of requests.
pub fn row(view: &CommissionView, now: DateTime<Utc>) -> Value {
    json!({
        "address": super::address(view.id),
        "title": super::title(view),
        "organisation": view.organisation.as_ref().map(|of| of.name.clone()),
        "asked_by": view.asked_by.name,
        "asked_on": day(day_in(view.created_at, LONDON)),
        "state": state(view),
        "since": since(view.state_since, now),
        "people": view.people_count,
        "ring": view.phone.clone().filter(|_| view.ring_me && view.handled_by.is_none()),
        "reference": view.reference,
    })
}
