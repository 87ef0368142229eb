//! What the page of one's people shows.

use serde::Serialize;

use crate::web::{
    forms::{Field, Form},
    page_facts::{Link, PageFacts, State},
    pages::people::waiting::Waiting,
};

/// The facts of `people/my_people`.
#[derive(Serialize)]
pub(in crate::web) struct MyPeople {
    /// What waits for the reader.
    pub(super) waiting: Waiting,
    /// People who say that they belong to an organisation one leads.
    pub(super) claims: Vec<Claim>,
    /// Whether there is nobody at all.
    pub(super) nobody: bool,
    /// What was looked for.
    pub(super) q: Option<String>,
    /// A table for each ladder.
    pub(super) tables: Vec<TeamTable>,
    /// The people by name, where there is no ladder.
    pub(super) names: Vec<Link>,
    /// Whether anybody was found.
    pub(super) found: bool,
    /// Where the list goes on.
    pub(super) next: Option<String>,
    /// The organisations the reader leads.
    pub(super) led: Vec<LedOrganisation>,
}

/// Somebody who says that they belong to an organisation.
#[derive(Serialize)]
pub(super) struct Claim {
    pub(super) person: String,
    /// Their address.
    pub(super) email: Option<String>,
    pub(super) organisation: String,
    /// Where that is confirmed.
    pub(super) confirm: String,
    /// Where it is refused.
    pub(super) refuse: String,
}

/// Where everybody stands on one ladder, as the partial `team_table` draws it.
#[derive(Serialize)]
pub(super) struct TeamTable {
    pub(super) name: String,
    pub(super) steps: Vec<String>,
    pub(super) rows: Vec<TeamRow>,
    /// Whether it stands folded, since nobody has begun it.
    pub(super) folded: bool,
}

/// One person on one ladder.
#[derive(Serialize)]
pub(super) struct TeamRow {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) cells: Vec<TeamCell>,
    pub(super) next: Option<NextStep>,
}

/// One person on one step.
#[derive(Serialize)]
pub(super) struct TeamCell {
    pub(super) state: State,
    /// The date it was done or is booked for.
    pub(super) note: Option<String>,
}

/// What somebody can be booked on next.
#[derive(Serialize)]
pub(super) struct NextStep {
    pub(super) address: String,
    pub(super) step: String,
    pub(super) when: String,
}

/// What the head of an organisation wants to know.
#[derive(Serialize)]
pub(super) struct LedOrganisation {
    pub(super) name: String,
    /// The next date its people are booked on, in a sentence.
    pub(super) next: Option<String>,
    /// What it was trained in as a whole: the course, the day, how many people.
    pub(super) trained: Vec<String>,
    /// Whether it could be trained as a whole and is not yet.
    pub(super) not_yet: bool,
}

impl TeamTable {
    fn sample(folded: bool) -> Self {
        let done = TeamCell { state: State::of("good", "done"), note: Some("12 Jan 2027".to_owned()) };
        let open = TeamCell { state: State::of("open", "can book now"), note: None };
        let row = |name: &str, cells, next| TeamRow {
            name: name.to_owned(),
            address: "/people/1".to_owned(),
            cells,
            next,
        };
        let next = NextStep {
            address: "/my-people/book?session=1&person=1".to_owned(),
            step: "Facilitation".to_owned(),
            when: "Tuesday 9 February".to_owned(),
        };
        Self {
            name: "Restorative practice".to_owned(),
            steps: vec!["Introduction".to_owned()],
            rows: vec![row("Amira Khan", vec![done], Some(next)), row("Sam Okoro", vec![open], None)],
            folded,
        }
    }
}

impl PageFacts for MyPeople {
    const TEMPLATE: &'static str = "people/my_people";

    fn samples() -> Vec<Self> {
        let school = "Hillside Primary School";
        let led = |next: Option<&str>, trained: &[&str], not_yet| LedOrganisation {
            name: school.to_owned(),
            next: next.map(str::to_owned),
            trained: trained.iter().map(|one| (*one).to_owned()).collect(),
            not_yet,
        };
        let empty = |nobody, found| Self {
            waiting: Waiting::default(),
            claims: Vec::new(),
            nobody,
            q: None,
            tables: Vec::new(),
            names: Vec::new(),
            found,
            next: None,
            led: Vec::new(),
        };
        let full = Self {
            claims: [Some("sam.okoro@school.example"), None]
                .map(|email| Claim {
                    person: "Sam Okoro".to_owned(),
                    email: email.map(str::to_owned),
                    organisation: school.to_owned(),
                    confirm: "/memberships/1/confirm".to_owned(),
                    refuse: "/memberships/1/refuse".to_owned(),
                })
                .into(),
            tables: vec![TeamTable::sample(false), TeamTable::sample(true)],
            next: Some("/my-people?cursor=1".to_owned()),
            led: vec![
                led(Some("Introduction on Thursday 3 December, 11 people."), &[], true),
                led(None, &["Introduction, Tuesday 12 January 2027, 11 people", "Circles"], false),
            ],
            ..empty(false, true)
        };
        let without_ladders = Self { names: vec![Link::to("/people/1", "Amira Khan")], ..empty(false, true) };
        let not_found = Self { q: Some("zzz".to_owned()), ..empty(false, false) };
        let mut samples = vec![full, without_ladders, not_found, empty(true, false)];
        samples.extend(Waiting::samples().into_iter().map(|waiting| Self { waiting, ..empty(true, false) }));
        samples
    }

    fn form_sample() -> Option<Form> {
        let copies = Field::radios("copies", "How you hear of your people’s bookings")
            .choice("weekly", "Once a week, all together")
            .choice("each", "Each time, at once");
        Some(Form::new("/my-people/copies", "Keep this setting").field(copies))
    }
}
