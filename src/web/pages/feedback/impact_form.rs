//! The three questions about what became of a course, and where the action plan stands.

use serde::Serialize;

use crate::{
    domain::{
        impact::{Impact, ImpactStage, PlanStanding},
        input::FieldError,
        times::day_without_year,
        words::Word as _,
    },
    store::read::feedback::{given::Attended, impacts::PlannedWords},
    web::{
        extract::Posted,
        forms::{Field, Form},
        page_facts::{PageFacts, State},
        pages::feedback::course_day::when,
    },
};

/// What became of a course?
#[derive(Serialize)]
pub(in crate::web) struct ImpactFacts {
    /// The course's title.
    pub(super) course: String,
    /// When it was.
    pub(super) when: String,
    /// How long ago that is: "six weeks".
    pub(super) after: &'static str,
    /// Whether the line manager of whoever was on it is asked.
    pub(super) manager: bool,
    /// What its holder planned, where they are the reader.
    pub(super) plan: Vec<PlannedFacts>,
}

/// An action of a plan.
#[derive(Clone, Serialize)]
pub(in crate::web) struct PlannedFacts {
    words: String,
    by: String,
    state: State,
}

impl From<PlannedWords> for PlannedFacts {
    fn from(of: PlannedWords) -> Self {
        let state = match of.state.as_str() {
            "done" => State::of("good", "done"),
            "changed" => State::of("waiting", "changed"),
            "dropped" => State::of("quiet", "no longer"),
            _ => State::of("open", "not yet"),
        };
        Self { words: of.words, by: day_without_year(of.due_on), state }
    }
}

impl PlannedFacts {
    pub(super) fn samples() -> Vec<Self> {
        vec![Self {
            words: "Begin every team meeting with a check-in".to_owned(),
            by: "Friday 12 February".to_owned(),
            state: State::of("open", "not yet"),
        }]
    }
}

impl ImpactFacts {
    pub(super) fn of(
        attended: &Attended,
        stage: ImpactStage,
        manager: bool,
        plan: Vec<PlannedFacts>,
    ) -> Self {
        Self {
            course: attended.course_title.clone(),
            when: when(attended),
            after: stage.in_words(),
            manager,
            plan,
        }
    }
}

impl PageFacts for ImpactFacts {
    const TEMPLATE: &'static str = "feedback/impact";

    fn samples() -> Vec<Self> {
        let of = |manager, plan| Self {
            course: "Introduction to restorative practice".to_owned(),
            when: "Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            after: "six weeks",
            manager,
            plan,
        };
        vec![of(false, PlannedFacts::samples()), of(false, Vec::new()), of(true, Vec::new())]
    }

    fn form_sample() -> Option<Form> {
        Some(form("/impact/a1b2c3", false).field(manager_field(false)))
    }
}

fn marks(name: &str, label: &str, least: &str, most: &str) -> Field {
    (1..=5).fold(Field::radios(name, label).hint(format!("From 1, {least}, to 5, {most}.")), |field, mark| {
        field.choice(mark.to_string(), mark.to_string())
    })
}

/// The form that is sent to `action`.
pub(super) fn form(action: &str, manager: bool) -> Form {
    let (in_use, no_plan) = if manager {
        ("How much of it do you see in use?", "I know of no plan")
    } else {
        ("How much of what you learned do you use?", "There is no plan")
    };
    let plan = PlanStanding::ALL.iter().fold(
        Field::radios("plan", "Where does the action plan stand?"),
        |field, standing| {
            let label = match standing {
                PlanStanding::Done => "All of it is done",
                PlanStanding::UnderWay => "It is under way",
                PlanStanding::NotBegun => "It is not begun",
                PlanStanding::NoPlan => no_plan,
            };
            field.choice(standing.as_str(), label)
        },
    );
    Form::new(action, "Send my answers")
        .field(marks("answers.in_use", in_use, "none of it", "all of it"))
        .field(marks("answers.difference", "How much of a difference does it make?", "none", "a great one"))
        .field(Field::lines("answers.words", "What has changed, or what stands in the way?", 4).optional())
        .field(plan)
}

/// Whether the line manager may be asked too.
pub(super) fn manager_field(agreed: bool) -> Field {
    let field = Field::boxes("manager", "").choice_with(
        "yes",
        "My line manager may be asked too",
        Some(
            "If you have a line manager here. They answer by a link of their own. You can take this back on your \
             booking’s page."
                .to_owned(),
        ),
    );
    if agreed { field.ticked(&["yes"]) } else { field }
}

/// What was put into it.
pub(super) fn read(posted: &Posted) -> Result<Impact, Vec<FieldError>> {
    Impact::read(
        posted.get("answers.in_use").parse().ok(),
        posted.get("answers.difference").parse().ok(),
        Some(posted.get("answers.words")),
        PlanStanding::from_word(posted.get("plan")),
    )
}
