//! One's own ladders, step by step.

use serde::Serialize;

use crate::web::{
    page_facts::{Link, PageFacts},
    pages::{
        bookings::booking_lines::{ConditionLine, TodayPanel},
        people::waiting::Waiting,
    },
};

/// The home page of whoever is signed in.
#[derive(Serialize)]
pub(in crate::web) struct MyLadderFacts {
    /// Booked dates that are today.
    pub(super) today: Vec<TodayPanel>,
    /// What waits for the reader.
    pub(super) waiting: Waiting,
    /// Places that hang on something that has failed.
    pub(super) in_doubt: Vec<InDoubt>,
    /// Those somebody has begun first.
    pub(super) ladders: Vec<OwnLadder>,
    /// Training that stands on no ladder.
    pub(super) other_training: Vec<Trained>,
    /// What stands beside the ladders where there is room.
    pub(super) beside: Beside,
}

/// The next date and this year's hours.
#[derive(Serialize)]
pub(super) struct Beside {
    pub(super) next: Option<NextDate>,
    pub(super) year: i32,
    /// This year's CPD.
    pub(super) cpd: String,
}

/// The next date somebody has a place on.
#[derive(Serialize)]
pub(super) struct NextDate {
    pub(super) title: String,
    pub(super) when: String,
    pub(super) address: String,
}

/// A place that hangs on something that has failed.
#[derive(Serialize)]
pub(super) struct InDoubt {
    pub(super) title: String,
    pub(super) address: String,
    pub(super) lines: Vec<ConditionLine>,
}

/// Training that stands on no ladder.
#[derive(Serialize)]
pub(super) struct Trained {
    pub(super) name: String,
    pub(super) on: Option<String>,
}

/// A ladder: the facts of `templates/partials/pages/own_rail.hbs`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OwnLadder {
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) steps: Vec<OwnStep>,
    /// How many steps it has.
    pub(super) count: String,
    /// Whether it stands folded up, since another one is climbed.
    pub(super) folded: bool,
}

/// A step as it stands for somebody.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OwnStep {
    pub(super) name: String,
    pub(super) address: String,
    /// `done`, `booked`, `open` or `later`.
    pub(super) kind: &'static str,
    /// How it stands, in words.
    pub(super) state: String,
    /// More about that.
    pub(super) note: Option<String>,
    /// The dates that can be booked, where the step is opened.
    pub(super) dates: Vec<OwnDate>,
    /// What stands in the way, or what a place hangs on.
    pub(super) ways: Vec<String>,
    /// What to begin with.
    pub(super) start: Option<Link>,
    /// Where there is more about it.
    pub(super) more: Option<Link>,
}

/// A date that can be booked or waited for.
#[derive(Debug, Clone, Serialize)]
pub(super) struct OwnDate {
    pub(super) button: String,
    /// Whether no place is left.
    pub(super) full: bool,
    /// `Tuesday 12 January`.
    pub(super) day: String,
    /// When, by the clock.
    pub(super) clock: String,
    pub(super) place: String,
    pub(super) places: String,
    /// What the place would hang on.
    pub(super) condition: Option<String>,
    pub(super) address: String,
}

impl OwnLadder {
    fn samples() -> [Self; 2] {
        let date = |full, condition: Option<&str>| OwnDate {
            button: "Book Tuesday 12 January".to_owned(),
            full,
            day: "Tuesday 12 January".to_owned(),
            clock: "10am to 1pm".to_owned(),
            place: "On Zoom".to_owned(),
            places: "6 places left".to_owned(),
            condition: condition.map(str::to_owned),
            address: "/sessions/01930000-0000-7000-8000-000000000001/book".to_owned(),
        };
        let conditional = || date(false, Some("You can come as long as you attend Introduction."));
        let later = OwnStep {
            name: "Facilitator".to_owned(),
            address: "/courses/facilitator".to_owned(),
            kind: "later",
            state: "Cannot start yet".to_owned(),
            note: None,
            dates: Vec::new(),
            ways: vec!["You need to have completed Introduction.".to_owned()],
            start: Some(Link::to("/sessions/01930000-0000-7000-8000-000000000001/book", "Introduction")),
            more: None,
        };
        let open = OwnStep {
            kind: "open",
            state: "You can book this now".to_owned(),
            note: Some("3 hours of CPD".to_owned()),
            dates: vec![conditional(), conditional()],
            ways: Vec::new(),
            start: None,
            more: Some(Link::to("/courses/introduction", "About it, and all its dates")),
            ..later.clone()
        };
        let full = OwnStep { dates: vec![date(true, None), date(true, None)], ..open.clone() };
        let climbed = Self {
            name: "Restorative practice".to_owned(),
            summary: "From the first steps to running meetings.".to_owned(),
            steps: vec![open, full, later],
            count: "2 steps".to_owned(),
            folded: false,
        };
        [climbed.clone(), Self { folded: true, ..climbed }]
    }
}

impl PageFacts for MyLadderFacts {
    const TEMPLATE: &'static str = "catalogue/my_ladder";

    fn samples() -> Vec<Self> {
        let doubt = InDoubt {
            title: "Circles and meetings".to_owned(),
            address: "/bookings/01930000-0000-7000-8000-000000000002".to_owned(),
            lines: ConditionLine::samples(),
        };
        let trained = |on: Option<&str>| Trained {
            name: "The retired 2-day course".to_owned(),
            on: on.map(str::to_owned),
        };
        let beside = |next| Beside { next, year: 2027, cpd: "5 hours of CPD".to_owned() };
        let all = Self {
            today: TodayPanel::samples(),
            waiting: Waiting::default(),
            in_doubt: vec![doubt],
            ladders: OwnLadder::samples().into(),
            other_training: vec![trained(None), trained(Some("12 January 2020"))],
            beside: beside(Some(NextDate {
                title: "Circles and meetings".to_owned(),
                when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
                address: "/bookings/01930000-0000-7000-8000-000000000002".to_owned(),
            })),
        };
        let nothing = || Self {
            today: Vec::new(),
            waiting: Waiting::default(),
            in_doubt: Vec::new(),
            ladders: Vec::new(),
            other_training: Vec::new(),
            beside: beside(None),
        };
        let mut samples = vec![all, nothing()];
        samples.extend(Waiting::samples().into_iter().map(|waiting| Self { waiting, ..nothing() }));
        samples
    }
}
