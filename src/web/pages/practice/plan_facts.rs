//! What the page of an action plan shows.

use chrono::NaiveDate;
use serde::Serialize;

use super::plan_form::{PlanRow, form_of, rows_of, shown_rows};
use crate::{
    domain::{
        action_plans::{ActionMark, ActionState, is_due, put_off, shown},
        ids::BookingId,
        times,
        words::Word,
    },
    store::read::practice::action_plans::{ActionPlanView, PlannedActionView},
    web::{
        forms::Form,
        page_facts::{PageFacts, State},
    },
};

/// An action plan.
#[derive(Serialize)]
pub(in crate::web) struct ActionPlanFacts {
    /// Its course and date.
    pub(super) about: String,
    /// Whose it is, unless it is the reader's own.
    pub(super) whose: Option<String>,
    /// What they mean to do.
    pub(super) actions: Vec<ActionLine>,
    /// Who sees it, in a sentence; for its person alone.
    pub(super) seen_by: Option<String>,
    /// Why it cannot be written.
    pub(super) cannot: Option<&'static str>,
    /// Where an action is marked.
    pub(super) mark: String,
    /// Whether the form stands open.
    pub(super) open: bool,
    /// The rows of the form that are seen at once.
    pub(super) rows: Vec<PlanRow>,
    /// Those that are folded away.
    pub(super) more: Vec<PlanRow>,
}

/// One action.
#[derive(Clone, Serialize)]
pub(super) struct ActionLine {
    id: String,
    text: String,
    day: String,
    state: State,
    note: Option<String>,
    /// What its person can say of it at one press, the likeliest first.
    marks: Vec<MarkButton>,
}

/// A word about an action, at one press.
#[derive(Clone, Serialize)]
struct MarkButton {
    mark: &'static str,
    /// How it is drawn: what is likeliest stands out, what takes something back is quiet.
    look: &'static str,
    say: String,
}

/// How an action stands, as a word and a shape.
pub(super) fn state_of(state: ActionState) -> State {
    let kind = match state {
        ActionState::Planned => "waiting",
        ActionState::Done => "good",
        ActionState::Changed => "yours",
        ActionState::Dropped => "quiet",
    };
    State::of(kind, shown(state))
}

impl ActionLine {
    /// An action, as its person can mark it today or as somebody else reads it.
    pub(super) fn of(action: &PlannedActionView, today: NaiveDate, own: bool) -> Self {
        let button = |mark: ActionMark, look, say: String| MarkButton { mark: mark.as_str(), look, say };
        let mut marks = Vec::new();
        if own {
            match action.state {
                ActionState::Planned => {
                    marks.push(button(ActionMark::Done, "act", "Done".to_owned()));
                    if is_due(action.state, action.by, today) {
                        let day = times::day_without_year(put_off(today));
                        let say = format!("Not yet: remind me on {day}");
                        marks.push(button(ActionMark::InAWeek, "second", say));
                    }
                }
                _ => marks.push(button(ActionMark::NotYet, "plain", "Not yet".to_owned())),
            }
        }
        Self {
            id: action.id.to_string(),
            text: action.text.clone(),
            day: times::day(action.by),
            state: state_of(action.state),
            note: action.note.clone(),
            marks,
        }
    }

    /// One whose day has come, and one that is done.
    pub(super) fn samples(own: bool) -> Vec<Self> {
        let day = |day| NaiveDate::from_ymd_opt(2027, 2, day).unwrap_or_default();
        let action = |text: &str, state, note: Option<&str>| PlannedActionView {
            id: crate::domain::ids::Id::from_uuid(uuid::Uuid::from_u128(1)),
            text: text.to_owned(),
            by: day(2),
            state,
            note: note.map(str::to_owned),
        };
        let all = [
            action("Begin each team meeting with a check-in", ActionState::Planned, None),
            action("Ask the family what they need first", ActionState::Done, Some("They came back.")),
        ];
        all.iter().map(|action| Self::of(action, day(2), own)).collect()
    }
}

impl PageFacts for ActionPlanFacts {
    const TEMPLATE: &'static str = "practice/action_plan";

    fn samples() -> Vec<Self> {
        let booking = BookingId::from_uuid(uuid::Uuid::from_u128(1));
        let rows = rows_of(&ActionPlanView::default());
        let form = form_of(booking, &ActionPlanView::default(), 0, (&[], &[]));
        let shown = || shown_rows(&form, &rows);
        let of = |actions, whose: Option<&str>, cannot| Self {
            about: "Introduction, Tuesday 12 January 2027, 10am to 1pm".to_owned(),
            whose: whose.map(str::to_owned),
            actions,
            seen_by: None,
            cannot,
            mark: "/bookings/1/action-plan/mark".to_owned(),
            open: false,
            rows: Vec::new(),
            more: Vec::new(),
        };
        let (rows_seen, more) = (shown(), shown());
        let written = Self {
            seen_by: Some("Only you see it.".to_owned()),
            open: true,
            rows: shown(),
            ..of(ActionLine::samples(true), None, None)
        };
        let folded = Self {
            seen_by: Some("Your trainers see it.".to_owned()),
            rows: shown(),
            more: shown(),
            ..of(ActionLine::samples(true), None, None)
        };
        vec![
            Self { rows: rows_seen, more, open: true, ..of(Vec::new(), None, None) },
            written,
            folded,
            of(ActionLine::samples(false), Some("Amira Khan"), None),
            Self {
                rows: shown(),
                ..of(Vec::new(), None, Some("An action plan is written from the start of the course on."))
            },
        ]
    }

    fn form_sample() -> Option<Form> {
        let booking = BookingId::from_uuid(uuid::Uuid::from_u128(1));
        Some(form_of(booking, &ActionPlanView::default(), 0, (&["Dana Price".to_owned()], &[])))
    }
}
