//! Ready-made drafts of a ladder and of its courses, to begin from: the five steps of restorative practice as
//! partnerships teach it. What comes of one is a draft like any other, to be changed and then published.

use super::words::Delivery;

/// A ladder to begin from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyLadder {
    /// Its name in addresses, as long as it is free.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// Its steps, lowest first, each with its course.
    pub steps: &'static [ReadyCourse],
}

/// A course to begin from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyCourse {
    /// Its name in addresses, as long as it is free.
    pub slug: &'static str,
    /// What its step is called.
    pub step: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is.
    pub summary: &'static str,
    /// Whom it is for.
    pub audience: &'static str,
    /// What it leaves people able to do.
    pub outcomes: &'static [&'static str],
    /// How it takes place.
    pub delivery: Delivery,
    /// Length of a date in minutes.
    pub minutes: i64,
    /// CPD in minutes, over all its dates.
    pub cpd: i64,
    /// Places.
    pub capacity: i64,
    /// Whether groups ask for it, rather than people booking dates.
    pub by_commission: bool,
    /// What comes before it: groups of courses of the same ladder, of each of which any one is enough.
    pub needs: &'static [&'static [Need]],
}

impl ReadyCourse {
    /// Length of a date in minutes, as lengths are said.
    #[must_use]
    pub fn minutes_of_a_date(&self) -> i32 {
        i32::try_from(self.minutes).unwrap_or(i32::MAX)
    }
}

/// A course that comes before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The earlier course.
    pub course: &'static str,
    /// Within how many months before, where it must be fresh.
    pub within_months: Option<i64>,
}

const PLAN: &str = "An action plan for practice development";
const INTRODUCTION: Need = Need { course: "introduction", within_months: None };
const DEVELOPMENT: Need = Need { course: "development", within_months: None };

/// Every ladder to begin from.
pub const READY_LADDERS: &[ReadyLadder] = &[ReadyLadder {
    slug: "restorative-practice",
    name: "Restorative practice",
    summary: "For colleagues across the partnership, from the first steps to facilitating.",
    steps: STEPS,
}];

const STEPS: &[ReadyCourse] = &[
    ReadyCourse {
        slug: "introduction",
        step: "Introduction",
        title: "Introduction to restorative practice",
        summary: "Where restorative practice comes from, and how to work with people rather than to them or for them.",
        audience: "Colleagues who need an introduction, or a refresher: it may be taken again.",
        outcomes: &[
            "The history, principles and framework of restorative practice",
            "The skills of working with families and colleagues",
            "Applying them in one’s own setting",
            PLAN,
        ],
        delivery: Delivery::Zoom,
        minutes: 180,
        cpd: 180,
        capacity: 20,
        by_commission: false,
        needs: &[],
    },
    ReadyCourse {
        slug: "development",
        step: "Development",
        title: "Developing restorative practice",
        summary: "Building on what people have tried since the Introduction.",
        audience: "Colleagues who have done the Introduction.",
        outcomes: &[
            "Securing the earlier knowledge",
            "Successes and barriers when working with people",
            "Communication skills",
            PLAN,
        ],
        delivery: Delivery::Zoom,
        minutes: 150,
        cpd: 150,
        capacity: 20,
        by_commission: false,
        needs: &[&[INTRODUCTION]],
    },
    ReadyCourse {
        slug: "circles-and-meetings",
        step: "Circles and meetings",
        title: "Circles and restorative meetings",
        summary: "Preparing and facilitating circles and restorative meetings.",
        audience: "People secure in their practice who want to facilitate.",
        outcomes: &[
            "Securing the earlier knowledge",
            "The values and purpose of a restorative meeting",
            "Confidence to facilitate one",
            PLAN,
        ],
        delivery: Delivery::Zoom,
        minutes: 150,
        cpd: 150,
        capacity: 16,
        by_commission: false,
        needs: &[
            &[INTRODUCTION],
            &[DEVELOPMENT],
            &[
                Need { within_months: Some(24), ..INTRODUCTION },
                Need { within_months: Some(24), ..DEVELOPMENT },
            ],
        ],
    },
    ReadyCourse {
        slug: "action-learning",
        step: "Action learning",
        title: "Action learning",
        summary: "Six monthly meetings of 90 minutes for a group that learns from its own cases.",
        audience: "Groups of 4 to 10 whose members have done the Introduction and Development.",
        outcomes: &["Learning from practice in a group", "Questions that help others to think", PLAN],
        delivery: Delivery::Zoom,
        minutes: 90,
        cpd: 540,
        capacity: 10,
        by_commission: true,
        needs: &[&[INTRODUCTION], &[DEVELOPMENT]],
    },
    ReadyCourse {
        slug: "bespoke",
        step: "Bespoke team session",
        title: "Bespoke team session",
        summary: "A session for one team, its length and content agreed with the team and drawn from the courses.",
        audience: "Whole groups or teams of at most 20 people.",
        outcomes: &["What the team asked for, agreed beforehand", PLAN],
        delivery: Delivery::Zoom,
        minutes: 120,
        cpd: 120,
        capacity: 20,
        by_commission: true,
        needs: &[],
    },
];

/// The ladder to begin from of this name.
#[must_use]
pub fn ready_ladder(slug: &str) -> Option<&'static ReadyLadder> {
    READY_LADDERS.iter().find(|ladder| ladder.slug == slug)
}

/// The course to begin from of this name.
#[must_use]
pub fn ready_course(slug: &str) -> Option<&'static ReadyCourse> {
    READY_LADDERS.iter().flat_map(|ladder| ladder.steps).find(|course| course.slug == slug)
}
