//! What the page of one's people shows.

use serde::Serialize;

use crate::web::{
    forms::{Field, Form},
    page_facts::{Link, PageFacts, State, TakeAway},
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
    /// In what order, as the address says it; none by name.
    pub(super) sort: Option<String>,
    /// The orders there are.
    pub(super) orders: Vec<Link>,
    /// Steps that the people shown may not have done.
    pub(super) lacks: Vec<Lacking>,
    /// The step that everybody shown has not done.
    pub(super) lacking: Option<String>,
    /// Whether anything was looked for.
    pub(super) searched: bool,
    /// That there are more people than are looked at.
    pub(super) too_many: Option<String>,
    /// Everybody found as a file.
    pub(super) file: TakeAway,
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

/// A step that may not have been done.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Lacking {
    /// The course's slug; empty for everybody.
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// How a table is sorted by its headings.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sorting {
    /// Where it is sorted by name.
    pub(super) name: String,
    /// Where it is sorted by what comes next.
    pub(super) next: String,
    /// Whether it is by name.
    pub(super) by_name: bool,
    /// Whether it is by what comes next.
    pub(super) by_next: bool,
}

/// Where everybody stands on one ladder, as the partial `team_table` draws it.
#[derive(Serialize)]
pub(super) struct TeamTable {
    pub(super) name: String,
    pub(super) steps: Vec<String>,
    pub(super) rows: Vec<TeamRow>,
    /// Whether it stands folded, since nobody has begun it.
    pub(super) folded: bool,
    pub(super) sorting: Sorting,
}

/// One person on one ladder.
#[derive(Serialize)]
pub(super) struct TeamRow {
    pub(super) name: String,
    pub(super) address: String,
    /// Where they belong, if not all belong to the same.
    pub(super) organisation: Option<String>,
    pub(super) cells: Vec<TeamCell>,
    pub(super) next: Option<NextStep>,
}

/// One person on one step.
#[derive(Serialize)]
pub(super) struct TeamCell {
    /// The step's name, which a card says where the table has no headings.
    pub(super) column: String,
    /// How it stands; what was done before, before what is booked again.
    pub(super) lines: Vec<TeamLine>,
}

/// How a step stands.
#[derive(Serialize)]
pub(super) struct TeamLine {
    pub(super) state: State,
    /// The date it was done or is booked for.
    pub(super) note: Option<String>,
    /// Where they are booked on it.
    pub(super) address: Option<String>,
    /// What that books for whom.
    pub(super) whom: String,
}

impl TeamLine {
    pub(super) const fn of(state: State, note: Option<String>) -> Self {
        Self { state, note, address: None, whom: String::new() }
    }
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
    /// Its whole way, on one page.
    pub(super) way: String,
}

impl TeamTable {
    fn sample(folded: bool) -> Self {
        let address = || "/my-people/book?session=1&person=1".to_owned();
        let done = TeamLine::of(State::of("good", "done"), Some("12 Jan 2027".to_owned()));
        let open = TeamLine {
            address: Some(address()),
            whom: "Introduction for Sam Okoro".to_owned(),
            ..TeamLine::of(State::of("open", "can book now"), None)
        };
        let cell = |line| TeamCell { column: "Introduction".to_owned(), lines: vec![line] };
        let (done, open) = (cell(done), cell(open));
        let row = |name: &str, cells, next: Option<NextStep>| TeamRow {
            organisation: next.is_some().then(|| "Hillside Primary School".to_owned()),
            name: name.to_owned(),
            address: "/people/1".to_owned(),
            cells,
            next,
        };
        let next = NextStep {
            address: address(),
            step: "Facilitation".to_owned(),
            when: "Tuesday 9 February".to_owned(),
        };
        Self {
            name: "Restorative practice".to_owned(),
            steps: vec!["Introduction".to_owned()],
            rows: vec![row("Amira Khan", vec![done], Some(next)), row("Sam Okoro", vec![open], None)],
            folded,
            sorting: Sorting {
                name: "/my-people".to_owned(),
                next: "/my-people?sort=next".to_owned(),
                by_name: folded,
                by_next: !folded,
            },
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
            way: "/organisations/1/way".to_owned(),
        };
        let empty = |nobody, found| Self {
            waiting: Waiting::default(),
            claims: Vec::new(),
            nobody,
            q: None,
            sort: None,
            orders: vec![Link::to("/my-people?sort=next", "Next step"), Link::to("", "Name")],
            lacks: vec![Lacking {
                value: "introduction".to_owned(),
                label: "Who has not done Introduction".to_owned(),
                chosen: found,
            }],
            lacking: None,
            searched: false,
            too_many: None,
            file: TakeAway::of("Take this away", "/my-people", ""),
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
            next: Some("/my-people?page=2".to_owned()),
            sort: Some("next".to_owned()),
            too_many: Some("Only the first 2,000 by name are looked at.".to_owned()),
            searched: true,
            led: vec![
                led(Some("Introduction on Thursday 3 December, 11 people."), &[], true),
                led(None, &["Introduction, Tuesday 12 January 2027, 11 people", "Circles"], false),
            ],
            ..empty(false, true)
        };
        let without_ladders = Self { names: vec![Link::to("/people/1", "Amira Khan")], ..empty(false, true) };
        let not_found = Self { q: Some("zzz".to_owned()), ..empty(false, false) };
        let lacking = || Some("Who has not done Introduction".to_owned());
        let all_have = Self { lacking: lacking(), ..empty(false, false) };
        let all_found_have = Self { lacking: lacking(), q: Some("khan".to_owned()), ..empty(false, false) };
        let mut samples =
            vec![full, without_ladders, not_found, all_have, all_found_have, empty(true, false)];
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
