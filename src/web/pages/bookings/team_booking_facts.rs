//! What the pages show on which managers book for their people.

use serde::Serialize;

use crate::web::{
    forms::{Field, Form},
    page_facts::{Link, PageFacts, State},
    pages::sessions::joining::ZOOM_IS_TOLD_OF_THEM,
};

/// The choice of a date, by course.
#[derive(Serialize)]
pub(in crate::web) struct TeamDatesFacts {
    pub(super) courses: Vec<TeamCourse>,
}

/// A course with its open dates.
#[derive(Serialize)]
pub(super) struct TeamCourse {
    pub(super) title: String,
    pub(super) dates: Vec<TeamDate>,
}

/// An open date.
#[derive(Serialize)]
pub(super) struct TeamDate {
    pub(super) address: String,
    pub(super) when: String,
    pub(super) places: State,
}

impl PageFacts for TeamDatesFacts {
    const TEMPLATE: &'static str = "bookings/team_dates";

    fn samples() -> Vec<Self> {
        let date = TeamDate {
            address: "/my-people/book?session=01930000-0000-7000-8000-000000000001".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            places: State::of("open", "6 places left"),
        };
        let course = TeamCourse { title: "Introduction".to_owned(), dates: vec![date] };
        vec![Self { courses: vec![course] }, Self { courses: Vec::new() }]
    }
}

/// A date with one's people: who can come, and who cannot.
#[derive(Serialize)]
pub(in crate::web) struct TeamBookingFacts {
    /// Its dates.
    pub(super) when: Vec<String>,
    pub(super) course: String,
    pub(super) location: Option<String>,
    pub(super) places: String,
    pub(super) full: bool,
    pub(super) can: Vec<Candidate>,
    pub(super) cannot: Vec<Candidate>,
    pub(super) session: String,
    /// Whom was looked for.
    pub(super) q: String,
    /// Whether nobody is shown.
    pub(super) nobody: bool,
    /// What is wrong with whom was ticked.
    pub(super) wrong: Option<String>,
    /// What Zoom is told of whoever is booked.
    pub(super) zoom: Option<&'static str>,
}

/// Somebody who might come.
#[derive(Clone, Serialize)]
pub(super) struct Candidate {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) ticked: bool,
    /// What their place would hang on.
    pub(super) condition: Option<String>,
    /// That they did the course before.
    pub(super) before: Option<String>,
    /// Why they cannot come.
    pub(super) reasons: Vec<Hindrance>,
}

/// Why somebody cannot come, and the way there.
#[derive(Clone, Serialize)]
pub(super) struct Hindrance {
    pub(super) words: String,
    pub(super) next: Option<Link>,
}

impl Hindrance {
    fn samples() -> Vec<Self> {
        let next = Link::to("/my-people/book?session=1&person=1", "Tuesday 9 February");
        let words = "They have not completed Introduction.".to_owned();
        vec![Self { words: words.clone(), next: Some(next) }, Self { words, next: None }]
    }
}

impl PageFacts for TeamBookingFacts {
    const TEMPLATE: &'static str = "bookings/team_booking";

    fn samples() -> Vec<Self> {
        let person = |condition: Option<&str>, before: Option<&str>| Candidate {
            id: "01930000-0000-7000-8000-000000000002".to_owned(),
            name: "Amira Khan".to_owned(),
            ticked: condition.is_some(),
            condition: condition.map(str::to_owned),
            before: before.map(str::to_owned),
            reasons: Vec::new(),
        };
        let can = vec![
            person(Some("as long as they attend Introduction"), None),
            person(None, Some("did this course before")),
            person(None, None),
        ];
        let cannot = vec![Candidate { reasons: Hindrance::samples(), ..person(None, None) }];
        let of = |can: Vec<Candidate>, cannot: Vec<Candidate>, q: &str, wrong: Option<&str>| Self {
            when: vec!["Tuesday 12 January 2027, 10am to 1pm".to_owned()],
            course: "Circles and meetings".to_owned(),
            location: wrong.map(|_| "Town Hall".to_owned()),
            places: "6 places left".to_owned(),
            full: wrong.is_some(),
            nobody: can.is_empty() && cannot.is_empty(),
            can,
            cannot,
            session: "01930000-0000-7000-8000-000000000001".to_owned(),
            q: q.to_owned(),
            wrong: wrong.map(str::to_owned),
            zoom: wrong.map(|_| ZOOM_IS_TOLD_OF_THEM),
        };
        vec![
            of(can.clone(), cannot, "", None),
            of(can, Vec::new(), "", Some("Tick whom you want to book.")),
            of(Vec::new(), Vec::new(), "khan", None),
            of(Vec::new(), Vec::new(), "", None),
        ]
    }

    fn form_sample() -> Option<Form> {
        let form = Form::new("/my-people/book", "Book the people ticked")
            .field(Field::hidden("key", "sample"))
            .field(Field::hidden("session", "01930000-0000-7000-8000-000000000001"))
            .field(Field::boxes("person", "Whom to book"));
        Some(form.field(Field::boxes("waitlist", "").choice("yes", "Put the others on the waiting list")))
    }
}

/// What came of booking for several people.
#[derive(Serialize)]
pub(in crate::web) struct TeamBookedFacts {
    pub(super) lede: String,
    pub(super) course: String,
    pub(super) when: String,
    pub(super) results: Vec<Booked>,
    /// Where more people are booked on the date.
    pub(super) again: String,
}

/// The outcome for one.
#[derive(Clone, Serialize)]
pub(super) struct Booked {
    pub(super) name: String,
    pub(super) state: State,
    /// Their booking.
    pub(super) address: Option<String>,
    /// Why they were not booked.
    pub(super) reasons: Vec<Hindrance>,
}

impl PageFacts for TeamBookedFacts {
    const TEMPLATE: &'static str = "bookings/team_booked";

    fn samples() -> Vec<Self> {
        let booked = Booked {
            name: "Amira Khan".to_owned(),
            state: State::of("yours", "booked, reference BK-7Q4M2"),
            address: Some("/bookings/01930000-0000-7000-8000-000000000003".to_owned()),
            reasons: Vec::new(),
        };
        let not = Booked {
            state: State::of("bad", "not booked"),
            address: None,
            reasons: Hindrance::samples(),
            ..booked.clone()
        };
        vec![Self {
            lede: "1 of 2 people booked.".to_owned(),
            course: "Circles and meetings".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            results: vec![booked, not],
            again: "/my-people/book?session=01930000-0000-7000-8000-000000000001".to_owned(),
        }]
    }
}
