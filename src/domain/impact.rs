//! What became of a course: asked after six weeks and six months, of the person and, if they agree, of their manager.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::{
    feedback::LinkKind,
    input::{FieldError, FieldErrors, optional_long_text},
    words::words,
};

/// Characters of what somebody writes about it at most.
pub const LONGEST_WORDS: usize = 2_000;
/// For how long after it is due somebody is still asked by mail: whoever agrees late, or was away, is asked once more
/// than never, and nobody years later.
pub const ASKED_WITHIN: TimeDelta = TimeDelta::days(30);
/// How long a mailed link asks.
pub const LINK_OPEN_FOR: TimeDelta = TimeDelta::days(60);

words! {
    /// How long after a course it is asked.
    ImpactStage {
        /// Six weeks.
        Weeks6 = "weeks_6",
        /// Six months.
        Months6 = "months_6",
    }
    /// Where an action plan stands.
    PlanStanding {
        /// All of it is done.
        Done = "done",
        /// Some of it is.
        UnderWay = "under_way",
        /// None of it is.
        NotBegun = "not_begun",
        /// There is none.
        NoPlan = "no_plan",
    }
    /// Who answers.
    ImpactSide {
        /// Whoever was on the course.
        Participant = "participant",
        /// Their line manager.
        Manager = "manager",
    }
}

impl ImpactStage {
    /// When it is asked about a course that ended then.
    #[must_use]
    pub fn due(self, ended_at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Weeks6 => ended_at + TimeDelta::weeks(6),
            Self::Months6 => ended_at.checked_add_months(Months::new(6)).unwrap_or(DateTime::<Utc>::MAX_UTC),
        }
    }

    /// Whether somebody is asked by mail now.
    #[must_use]
    pub fn is_asked(self, ended_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let due = self.due(ended_at);
        due <= now && now - due < ASKED_WITHIN
    }

    /// "six weeks", as it is read.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Weeks6 => "six weeks",
            Self::Months6 => "six months",
        }
    }

    /// The link by which this side is asked.
    #[must_use]
    pub const fn link(self, side: ImpactSide) -> LinkKind {
        match (self, side) {
            (Self::Weeks6, ImpactSide::Participant) => LinkKind::Weeks6,
            (Self::Months6, ImpactSide::Participant) => LinkKind::Months6,
            (Self::Weeks6, ImpactSide::Manager) => LinkKind::ManagerWeeks6,
            (Self::Months6, ImpactSide::Manager) => LinkKind::ManagerMonths6,
        }
    }
}

impl LinkKind {
    /// What a link asks about what became of a course, and whom; none for a link that asks something else.
    #[must_use]
    pub const fn asks(self) -> Option<(ImpactStage, ImpactSide)> {
        match self {
            Self::Feedback => None,
            Self::Weeks6 => Some((ImpactStage::Weeks6, ImpactSide::Participant)),
            Self::Months6 => Some((ImpactStage::Months6, ImpactSide::Participant)),
            Self::ManagerWeeks6 => Some((ImpactStage::Weeks6, ImpactSide::Manager)),
            Self::ManagerMonths6 => Some((ImpactStage::Months6, ImpactSide::Manager)),
        }
    }
}

/// What somebody says became of a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// How much of it is in use, 1 to 5.
    pub in_use: i32,
    /// How much of a difference it makes, 1 to 5.
    pub difference: i32,
    /// In their words.
    pub words: Option<String>,
    /// Where the action plan stands.
    pub plan: PlanStanding,
}

impl Impact {
    /// Reads it; what was not chosen is `None`.
    ///
    /// # Errors
    /// Marks outside 1 to 5 or left out, words that are too long.
    pub fn read(
        in_use: Option<i32>,
        difference: Option<i32>,
        words: Option<&str>,
        plan: Option<PlanStanding>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = FieldErrors::new();
        let in_use = errors.keep(mark("answers.in_use", in_use));
        let difference = errors.keep(mark("answers.difference", difference));
        let words = errors.keep(optional_long_text("answers.words", words, LONGEST_WORDS));
        let plan =
            errors.keep(plan.ok_or_else(|| FieldError::new("plan", "Choose where the action plan stands.")));
        errors.finish(Self {
            in_use: in_use.unwrap_or_default(),
            difference: difference.unwrap_or_default(),
            words: words.flatten(),
            plan: plan.unwrap_or(PlanStanding::NoPlan),
        })
    }
}

fn mark(field: &str, mark: Option<i32>) -> Result<i32, FieldError> {
    mark.filter(|mark| (1..=5).contains(mark))
        .ok_or_else(|| FieldError::new(field, "Choose a mark from 1 to 5."))
}
