//! What the page shows on which a group is held against what a course asks for.

use serde::Serialize;

use crate::{
    domain::ids::SessionId,
    web::page_facts::{PageFacts, State},
};

/// The facts of `commissions/readiness`.
#[derive(Serialize)]
pub(in crate::web) struct ReadinessFacts {
    /// The request's page.
    pub(super) at: String,
    /// The day it is judged for.
    pub(super) day: String,
    /// Whether that day is only assumed.
    pub(super) assumed: bool,
    /// What the course asks for: a column each.
    pub(super) requirements: Vec<String>,
    /// A row for each person.
    pub(super) people: Vec<ReadinessRow>,
    /// How many are on the list whom the reader does not manage.
    pub(super) not_shown: i32,
    /// Whether everybody has done everything.
    pub(super) all_ready: bool,
    /// Dates that would help.
    pub(super) fixes: Vec<Fix>,
}

/// One person and what they have done of it.
#[derive(Serialize)]
pub(super) struct ReadinessRow {
    pub(super) name: String,
    /// A mark for each requirement.
    pub(super) cells: Vec<State>,
    pub(super) overall: State,
}

/// A date that would help.
#[derive(Serialize)]
pub(super) struct Fix {
    pub(super) session: SessionId,
    pub(super) course: String,
    pub(super) when: String,
    /// Whom it would help.
    pub(super) whom: String,
    pub(super) places: i32,
    /// Whether all of them would find a place.
    pub(super) enough: bool,
    pub(super) button: String,
}

impl PageFacts for ReadinessFacts {
    const TEMPLATE: &'static str = "commissions/readiness";

    fn samples() -> Vec<Self> {
        let row = |name: &str, cell: State, overall: State| ReadinessRow {
            name: name.to_owned(),
            cells: vec![cell],
            overall,
        };
        let fix = |places, enough| Fix {
            session: SessionId::from_uuid(uuid::Uuid::from_u128(1)),
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            whom: "Amira Khan and Sam Okoro".to_owned(),
            places,
            enough,
            button: "Book all 2 on this date".to_owned(),
        };
        let page = |asked: bool, people, all_ready: bool, fixes| Self {
            at: "/commissions/1".to_owned(),
            day: "Tuesday 9 February 2027".to_owned(),
            assumed: asked,
            requirements: if asked { vec!["Introduction".to_owned()] } else { Vec::new() },
            people,
            not_shown: i32::from(!all_ready),
            all_ready,
            fixes,
        };
        let ready = || row("Amira Khan", State::of("good", "done"), State::of("good", "ready"));
        let lacking = || row("Sam Okoro", State::of("bad", "lacking"), State::of("bad", "not ready"));
        vec![
            page(true, vec![ready(), lacking()], false, vec![fix(6, true), fix(1, false)]),
            page(true, vec![lacking()], false, Vec::new()),
            page(true, vec![ready()], true, Vec::new()),
            page(false, vec![ready()], true, Vec::new()),
            page(false, Vec::new(), true, Vec::new()),
            Self { not_shown: 1, ..page(false, Vec::new(), true, Vec::new()) },
            Self { not_shown: 2, ..page(true, vec![ready()], true, Vec::new()) },
        ]
    }
}
