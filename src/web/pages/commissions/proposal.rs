//! A version of a proposal.

use serde::Serialize;

use crate::{
    domain::{
        delivery,
        grammar::listed,
        proposals::{changed_in_words, price_in_words},
        times::{ZoneNote, length, range},
    },
    store::read::commissions::proposals::ProposalView,
};

/// A version of a proposal, as the partial of that name shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Proposal {
    pub(super) version: i32,
    /// Whether it was accepted.
    pub(super) accepted: bool,
    pub(super) course: String,
    pub(super) dates: Vec<String>,
    pub(super) place: String,
    pub(super) trainers: String,
    pub(super) price: String,
    pub(super) purchase_order: Option<String>,
    /// What it is made of, where that is not the course as it is.
    pub(super) content: Vec<ContentPart>,
    /// A word with it.
    pub(super) note: Option<String>,
    /// What changed since the version before.
    pub(super) changes: Vec<String>,
}

/// One part of what a proposal is made of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ContentPart {
    pub(super) words: String,
    pub(super) length: String,
}

impl Proposal {
    pub(super) fn of(view: &ProposalView) -> Self {
        let zone = view.timezone.tz();
        let names: Vec<&str> = view.trainers.iter().map(|person| person.name.as_str()).collect();
        Self {
            version: view.version,
            accepted: view.accepted_at.is_some(),
            course: view.course.title.clone(),
            dates: view
                .dates
                .iter()
                .map(|date| range(date.starts_at, date.ends_at, zone, ZoneNote::WhenElsewhere))
                .collect(),
            place: delivery::place(view.delivery, view.location.as_deref()),
            trainers: if names.is_empty() { "to be named".to_owned() } else { listed(&names, "and") },
            price: price_in_words(view.price),
            purchase_order: view.purchase_order.clone(),
            content: view
                .content
                .iter()
                .map(|part| ContentPart { words: part.outcome.clone(), length: length(part.minutes) })
                .collect(),
            note: view.note.clone(),
            changes: view
                .differences
                .iter()
                .map(|one| changed_in_words(&one.what, one.before.as_deref(), one.after.as_deref()))
                .collect(),
        }
    }

    /// A second version that was accepted, and a first one with nothing that may be left out.
    pub(super) fn samples() -> [Self; 2] {
        let second = Self {
            version: 2,
            accepted: true,
            course: "Introduction for schools".to_owned(),
            dates: vec![
                "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
                "Tuesday 19 January 2027, 10am to 1pm".to_owned(),
            ],
            place: "On Zoom".to_owned(),
            trainers: "Chris Bell".to_owned(),
            price: "£120".to_owned(),
            purchase_order: Some("PO 4711".to_owned()),
            content: vec![ContentPart { words: "Principles".to_owned(), length: "1 hour".to_owned() }],
            note: Some("Does the morning suit?".to_owned()),
            changes: vec!["The price was £100 and is £120.".to_owned()],
        };
        let first = Self {
            version: 1,
            accepted: false,
            purchase_order: None,
            content: Vec::new(),
            note: None,
            changes: Vec::new(),
            ..second.clone()
        };
        [second, first]
    }
}
