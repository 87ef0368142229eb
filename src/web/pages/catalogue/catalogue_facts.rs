//! What the front page, the list of courses and a course's page show.

use serde::Serialize;

use super::rail::Rail;
use crate::web::{page_facts::PageFacts, pages::sessions::date_words::DateLine};

/// The front page.
#[derive(Serialize)]
pub(in crate::web) struct HomeFacts {
    /// What this is, in the partnership's own words.
    pub(super) sentence: String,
    pub(super) ladders: Vec<HomeLadder>,
    /// Where whoever is signed in arrives.
    pub(super) mine: Option<Mine>,
}

/// A ladder with what is on.
#[derive(Serialize)]
pub(super) struct HomeLadder {
    pub(super) name: String,
    pub(super) summary: String,
    pub(super) steps: Vec<HomeStep>,
}

/// A step with its courses.
#[derive(Serialize)]
pub(super) struct HomeStep {
    /// `open` where a date can be booked, else `later`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) courses: Vec<CourseDates>,
}

/// A course with its next dates.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CourseDates {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) dates: Vec<DateLine>,
    /// Whether it is arranged for whole groups.
    pub(super) by_commission: bool,
    /// Where a team asks for it.
    pub(super) ask: String,
    /// Where it is begun, when it may be taken at any time.
    pub(super) on_demand: Option<String>,
}

/// Where whoever is signed in arrives.
#[derive(Serialize)]
pub(super) struct Mine {
    pub(super) address: &'static str,
    pub(super) label: &'static str,
    /// Their ladder, unless that is it.
    pub(super) ladder: Option<&'static str>,
}

impl CourseDates {
    /// With dates, by arrangement, and without dates.
    fn samples() -> [Self; 4] {
        let of = |dates: Vec<DateLine>, by_commission| Self {
            address: "/courses/introduction".to_owned(),
            title: "Introduction to restorative practice".to_owned(),
            dates,
            by_commission,
            ask: "/commissions/new?course=introduction".to_owned(),
            on_demand: None,
        };
        let at_any_time = Some("/courses/introduction/on-demand".to_owned());
        [
            of(DateLine::samples(), false),
            of(Vec::new(), true),
            of(Vec::new(), false),
            Self { on_demand: at_any_time, ..of(Vec::new(), false) },
        ]
    }
}

impl PageFacts for HomeFacts {
    const TEMPLATE: &'static str = "catalogue/home";

    fn samples() -> Vec<Self> {
        let step =
            |courses: Vec<CourseDates>| HomeStep { kind: "open", name: "Introduction".to_owned(), courses };
        let ladder = |summary: &str| HomeLadder {
            name: "Restorative practice".to_owned(),
            summary: summary.to_owned(),
            steps: vec![step(CourseDates::samples().into()), step(Vec::new())],
        };
        let mine = |address, ladder| Mine { address, label: "Go on", ladder };
        let sentence = || "Courses for those who work with people.".to_owned();
        vec![
            Self {
                sentence: sentence(),
                ladders: vec![ladder("From the first steps."), ladder("")],
                mine: None,
            },
            Self { sentence: sentence(), ladders: Vec::new(), mine: Some(mine("/my-ladder", None)) },
            Self { sentence: sentence(), ladders: Vec::new(), mine: Some(mine("/work", Some("/my-ladder"))) },
        ]
    }
}

/// The list of courses.
#[derive(Serialize)]
pub(in crate::web) struct CoursesFacts {
    /// What was looked for.
    pub(super) q: String,
    /// The steps to choose from.
    pub(super) choices: Vec<StepChoice>,
    /// Whether only courses with places are shown.
    pub(super) places: bool,
    /// Whether anything was looked for.
    pub(super) searched: bool,
    /// The courses by ladder.
    pub(super) groups: Vec<CourseGroup>,
}

/// A step, or all of a ladder, to choose.
#[derive(Serialize)]
pub(super) struct StepChoice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// The courses of one ladder, or of none.
#[derive(Serialize)]
pub(super) struct CourseGroup {
    pub(super) name: String,
    pub(super) courses: Vec<ListedCourse>,
}

/// A course in the list.
#[derive(Serialize)]
pub(super) struct ListedCourse {
    #[serde(flatten)]
    pub(super) course: CourseDates,
    pub(super) summary: String,
    /// "Step 2", on a ladder.
    pub(super) step: Option<String>,
    pub(super) length: String,
    pub(super) delivery: &'static str,
}

impl PageFacts for CoursesFacts {
    const TEMPLATE: &'static str = "catalogue/courses";

    fn samples() -> Vec<Self> {
        let listed = |course: CourseDates| ListedCourse {
            step: course.by_commission.then(|| "Step 2".to_owned()),
            course,
            summary: "What it is, and how to begin.".to_owned(),
            length: "3 hours".to_owned(),
            delivery: "On Zoom",
        };
        let group = CourseGroup {
            name: "Restorative practice".to_owned(),
            courses: CourseDates::samples().map(listed).into(),
        };
        let of = |q: &str, places, groups: Vec<CourseGroup>| Self {
            q: q.to_owned(),
            choices: [("", true), ("practice:1", false)]
                .map(|(value, chosen)| StepChoice {
                    value: value.to_owned(),
                    label: "Every step".to_owned(),
                    chosen,
                })
                .into(),
            places,
            searched: places || !q.is_empty(),
            groups,
        };
        vec![of("", true, vec![group]), of("circles", false, Vec::new()), of("", false, Vec::new())]
    }
}

/// A course.
#[derive(Serialize)]
pub(in crate::web) struct CourseFacts {
    /// The course as search engines read it.
    pub(super) json_ld: String,
    pub(super) summary: String,
    /// Whom it is for, in words.
    pub(super) audience: String,
    /// Who alone may book it.
    pub(super) only_for: Option<String>,
    pub(super) length: String,
    pub(super) delivery: &'static str,
    pub(super) cpd: String,
    /// How many it takes at once; nothing where it is given at any time alone.
    pub(super) capacity: i32,
    pub(super) outcomes: Vec<String>,
    /// What is needed before it, group by group.
    pub(super) needs: Vec<String>,
    /// Whether all of those are needed.
    pub(super) needs_all: bool,
    pub(super) accreditation: Option<String>,
    /// Whether it is no longer given.
    pub(super) retired: bool,
    /// Whether it is arranged for whole groups.
    pub(super) by_commission: bool,
    /// Where a team asks for it.
    pub(super) ask: String,
    /// Whether a manager is asked first.
    pub(super) needs_approval: bool,
    pub(super) dates: Vec<DateLine>,
    /// Where it is begun, when it may be taken at any time.
    pub(super) on_demand: Option<String>,
    /// Its CPD when it is taken at any time.
    pub(super) on_demand_cpd: String,
    /// The ladder it stands on.
    pub(super) ladder: Option<Rail>,
    /// What people who were on it say.
    pub(super) quotes: Vec<QuotedFacts>,
}

/// What somebody says who was on a course.
#[derive(Clone, Serialize)]
pub(super) struct QuotedFacts {
    pub(super) words: String,
    /// What they want to be called.
    pub(super) role: String,
}

impl PageFacts for CourseFacts {
    const TEMPLATE: &'static str = "catalogue/course";

    fn samples() -> Vec<Self> {
        let full = || Self {
            json_ld: "{}".to_owned(),
            summary: "What it is, and how to begin.".to_owned(),
            audience: "Teachers".to_owned(),
            only_for: Some("Only for people from schools.".to_owned()),
            length: "3 hours".to_owned(),
            delivery: "On Zoom",
            cpd: "3 hours of CPD".to_owned(),
            capacity: 20,
            outcomes: vec!["Run a circle".to_owned()],
            needs: vec!["Introduction.".to_owned(), "A year of practice.".to_owned()],
            needs_all: true,
            accreditation: Some("Council (reference 1), until 31 December 2027.".to_owned()),
            retired: false,
            by_commission: false,
            ask: "/commissions/new?course=circles".to_owned(),
            needs_approval: true,
            dates: DateLine::samples(),
            on_demand: Some("/courses/circles/on-demand".to_owned()),
            on_demand_cpd: "45 minutes of CPD".to_owned(),
            ladder: Some(Rail::sample()),
            quotes: vec![QuotedFacts {
                words: "Ask first, then listen.".to_owned(),
                role: "Secondary school teacher".to_owned(),
            }],
        };
        let bare = || Self {
            audience: String::new(),
            only_for: None,
            outcomes: Vec::new(),
            needs: Vec::new(),
            needs_all: false,
            accreditation: None,
            needs_approval: false,
            dates: Vec::new(),
            on_demand: None,
            ladder: None,
            quotes: Vec::new(),
            ..full()
        };
        let one_need = vec!["Introduction.".to_owned()];
        vec![
            full(),
            bare(),
            Self { by_commission: true, ..bare() },
            Self { on_demand: full().on_demand, capacity: 0, ..bare() },
            Self { retired: true, needs: one_need, ..bare() },
        ]
    }
}
