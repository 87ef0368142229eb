//! The words of the pages about requests for training.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    domain::{
        commissions::{Side, shown_to},
        times::{LONDON, ZoneNote, day, day_in, moment},
        words::{CommissionEvent, CommissionState, CommissionStep},
    },
    store::read::commissions::commission::{CommissionView, TimelineView},
    web::{
        page_facts::State,
        pages::{catalogue::rail::RailStep, sessions::date_words::since},
    },
};

/// The side on which somebody reads a request: a coordinator may also be who asked.
fn side(view: &CommissionView, is_coordinator: bool) -> Side {
    let answers = view.possible.contains(&CommissionStep::Accept);
    if is_coordinator && !answers { Side::Team } else { Side::Asker }
}

/// Where a request stands, as a mark with its word.
pub fn state(view: &CommissionView, is_coordinator: bool) -> State {
    let kind = match view.state {
        CommissionState::Enquiry | CommissionState::Proposed => "waiting",
        CommissionState::Agreed => "open",
        CommissionState::Scheduled => "yours",
        CommissionState::Delivered => "good",
        CommissionState::Declined | CommissionState::Withdrawn => "bad",
        CommissionState::Closed => "quiet",
    };
    State::of(kind, shown_to(side(view, is_coordinator), view.state))
}

/// The six states on the way from a request to its end, as a rail; nothing once one side has said no.
pub(super) fn rail(state: CommissionState) -> Vec<RailStep> {
    const WAY: [(CommissionState, &str); 6] = [
        (CommissionState::Enquiry, "Asked for"),
        (CommissionState::Proposed, "Proposal made"),
        (CommissionState::Agreed, "Agreed"),
        (CommissionState::Scheduled, "Scheduled"),
        (CommissionState::Delivered, "Taken place"),
        (CommissionState::Closed, "Closed"),
    ];
    let Some(at) = WAY.iter().position(|(of, _)| *of == state) else { return Vec::new() };
    WAY.iter()
        .enumerate()
        .map(|(index, (_, name))| {
            let (kind, said) = match index.cmp(&at) {
                Ordering::Less => ("done", "done"),
                Ordering::Equal => ("open", "it is here"),
                Ordering::Greater => ("later", ""),
            };
            RailStep {
                kind,
                name: (*name).to_owned(),
                address: None,
                state: said.to_owned(),
                note: None,
                here: index == at,
            }
        })
        .collect()
}

/// What a line of the timeline says happened.
const fn happened(event: CommissionEvent) -> &'static str {
    match event {
        CommissionEvent::Asked => "asked for this training",
        CommissionEvent::Edited => "added details",
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
#[derive(Debug, Clone, Serialize)]
pub(super) struct ThreadLine {
    /// Who did what.
    pub(super) head: String,
    pub(super) when: String,
    /// What was written with it.
    pub(super) words: Option<String>,
}

/// A request in a list.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestLine {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) organisation: Option<String>,
    pub(super) asked_by: String,
    pub(super) asked_on: String,
    /// The mark of where it stands, which says since when.
    pub(super) state: State,
    /// How many people are on its list.
    pub(super) people: i64,
    pub(super) reference: String,
    /// The number of whoever wants to be rung and has not been.
    pub(super) ring: Option<String>,
}

/// Something that was said about a request, under what it is called.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Said {
    pub(super) label: &'static str,
    pub(super) value: String,
}

impl Said {
    /// What was said, if anything was.
    pub(super) fn of(label: &'static str, value: Option<String>) -> Option<Self> {
        value.map(|value| Self { label, value })
    }
}

/// A line of the thread.
pub(super) fn line(line: &TimelineView) -> ThreadLine {
    let what = happened(line.event);
    let head = line.by.as_ref().map_or_else(|| what.to_owned(), |by| format!("{} {what}", by.name));
    ThreadLine { head, when: moment(line.at, LONDON, ZoneNote::WhenElsewhere), words: line.words.clone() }
}

/// A line of a list of requests.
pub(super) fn row(view: &CommissionView, now: DateTime<Utc>) -> RequestLine {
    RequestLine {
        address: super::address(view.id),
        title: super::title(view),
        organisation: view.organisation.as_ref().map(|of| of.name.clone()),
        asked_by: view.asked_by.name.clone(),
        asked_on: day(day_in(view.created_at, LONDON)),
        state: State { label: since(view.state_since, now), ..state(view, false) },
        people: view.people_count,
        reference: view.reference.clone(),
        ring: view.phone.clone().filter(|_| view.ring_me && view.handled_by.is_none()),
    }
}
