//! The form in which an action plan is written: a row an action, and who may see it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    domain::{
        action_plans::{
            ActionInput, ActionState, LONGEST_ACTION, LONGEST_ACTION_NOTE, MOST_ACTIONS, Sharing, shown,
        },
        grammar::listed,
        ids::BookingId,
        input::FieldError,
        words::Word,
    },
    store::read::practice::action_plans::{ActionPlanView, PlannedActionView},
    usecases::error::{Failure, Refused},
    web::{
        extract::Posted,
        forms::{Field, Form},
        pages::form_parts::typed::Typed,
    },
};

/// A row of the form as the template shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PlanRow {
    /// Its number, from 1.
    number: usize,
    /// What is to be done, its day, and for one that is there already how it stands.
    fields: Vec<Field>,
}

/// The actions that stand, and room for as many more as there may be.
pub(super) fn rows_of(plan: &ActionPlanView) -> Vec<Option<PlannedActionView>> {
    let mut rows: Vec<Option<PlannedActionView>> = plan.actions.iter().cloned().map(Some).collect();
    rows.resize(MOST_ACTIONS.max(rows.len()), None);
    rows
}

fn name(at: usize, part: &str) -> String {
    format!("actions[{at}].{part}")
}

/// The form of a plan as it stands; the trainers and managers are those who would see it.
pub(super) fn form_of(
    booking: BookingId,
    plan: &ActionPlanView,
    revision: i32,
    (trainers, managers): (&[String], &[String]),
) -> Form {
    let button = if plan.actions.is_empty() { "Keep my action plan" } else { "Keep the changes" };
    let mut form = Form::new(format!("/bookings/{booking}/action-plan"), button).revised(revision);
    for (at, row) in rows_of(plan).iter().enumerate() {
        form = with_row(form, at, row.as_ref());
    }
    let ticked: Vec<&str> = [("trainer", plan.shared_with_trainer), ("manager", plan.shared_with_manager)]
        .into_iter()
        .filter(|(_, shared)| *shared)
        .map(|(who, _)| who)
        .collect();
    form.field(
        Field::boxes("share", "Who may see it beside you?")
            .hint("Nobody, unless you tick it. You can take it back at any time; they see nothing from then on.")
            .choice_with("trainer", "My trainers", Some(trainers_hint(trainers)))
            .choice_with("manager", "Whoever manages me", Some(managers_hint(managers)))
            .ticked(&ticked),
    )
}

fn with_row(form: Form, at: usize, action: Option<&PlannedActionView>) -> Form {
    let label = |text: &str| format!("Action {}: {text}", at + 1);
    let text = Field::lines(&name(at, "text"), &label("what will you do?"), 2)
        .value(action.map(|action| action.text.clone()).unwrap_or_default());
    let text = if action.is_some() {
        text.hint("Empty it to take the action out.")
    } else {
        text.hint(format!("At most {LONGEST_ACTION} characters."))
    };
    let day = Field::date(&name(at, "by"), &label("by when?"))
        .hint("We remind you on that day.")
        .value(action.map(|action| action.by.to_string()).unwrap_or_default());
    let form = form
        .field(Field::hidden(&name(at, "id"), action.map(|a| a.id.to_string()).unwrap_or_default()))
        .field(text)
        .field(day);
    let Some(action) = action else { return form };
    let states = ActionState::ALL
        .iter()
        .fold(Field::select(&name(at, "state"), &label("how it stands")), |f, state| {
            f.choice(state.as_str(), capital(shown(*state)))
        });
    form.field(states.value(action.state.as_str())).field(
        Field::lines(&name(at, "note"), &label("how it went, or what came in between"), 2)
            .optional()
            .hint(format!("At most {LONGEST_ACTION_NOTE} characters."))
            .value(action.note.clone().unwrap_or_default()),
    )
}

fn trainers_hint(trainers: &[String]) -> String {
    let group = "whoever runs a group over several dates that you join: before each of its dates";
    if trainers.is_empty() {
        format!("Whoever runs this course date, and {group}.")
    } else {
        format!("{}, and {group}.", listed(trainers, "and"))
    }
}

fn managers_hint(managers: &[String]) -> String {
    if managers.is_empty() {
        "Nobody does here just now. Whoever comes to will see it.".to_owned()
    } else {
        format!("{} at this time.", listed(managers, "and"))
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The rows with their fields, once everything that is wrong with them is known.
pub(super) fn shown_rows(form: &Form, rows: &[Option<PlannedActionView>]) -> Vec<PlanRow> {
    let parts = ["text", "by", "state", "note"];
    let shown = |at| PlanRow {
        number: at + 1,
        fields: parts.iter().filter_map(|part| form.shown(&name(at, part))).collect(),
    };
    (0..rows.len()).map(shown).collect()
}

/// How many rows of the form are seen at once: those with something in them and one more, of a new plan two.
pub(super) fn seen_at_once(form: &Form, rows: usize) -> usize {
    let filled = (0..rows).rev().find(|at| {
        let has = |part: &str| !form.value_of(&name(*at, part)).is_empty();
        has("text") || has("by") || form.error_of(&name(*at, "text")).is_some()
    });
    (filled.map_or(0, |at| at + 1) + 1).max(2).min(rows)
}

/// What was typed.
pub(super) struct TypedPlan {
    /// The actions of the rows that were filled.
    pub(super) actions: Vec<ActionInput>,
    /// The row of each of them, by which a refusal finds its field.
    rows: Vec<usize>,
    /// Who may see it.
    pub(super) sharing: Sharing,
}

/// Reads it; rows without anything to do are left out.
///
/// # Errors
/// Every row that has something to do and no day.
pub(super) fn read(posted: &Posted) -> Result<TypedPlan, Vec<FieldError>> {
    let mut typed = Typed::of(posted);
    let (mut actions, mut rows) = (Vec::new(), Vec::new());
    for at in 0..MOST_ACTIONS {
        let of = |part: &str| name(at, part);
        let text = posted.get(&of("text"));
        if text.is_empty() {
            if posted.get(&of("id")).is_empty() && !posted.get(&of("by")).is_empty() {
                typed.errors.add(of("text"), "Say what you will do on this day, or take the day out.");
            }
            continue;
        }
        let by = typed.needed_day(&of("by")).unwrap_or(NaiveDate::MIN);
        rows.push(at);
        actions.push(ActionInput {
            id: posted.get(&of("id")).parse().ok(),
            text: text.to_owned(),
            by,
            state: ActionState::from_word(posted.get(&of("state"))).unwrap_or(ActionState::Planned),
            note: posted.optional(&of("note")),
        });
    }
    let shared = posted.all("share");
    let sharing = Sharing { trainer: shared.contains(&"trainer"), manager: shared.contains(&"manager") };
    typed.errors.finish(TypedPlan { actions, rows, sharing })
}

impl TypedPlan {
    /// A refusal with the rows in place of the actions that were sent.
    pub(super) fn in_rows(&self, failure: Failure) -> Failure {
        let Failure::Refused(Refused::Invalid(errors)) = failure else { return failure };
        let renamed = errors.into_iter().map(|error| {
            let place = error.field.strip_prefix("actions[").and_then(|rest| rest.split_once("]."));
            let row = place.and_then(|(at, part)| Some((self.rows.get(at.parse::<usize>().ok()?)?, part)));
            match row {
                Some((row, part)) => FieldError::new(name(*row, part), error.message.clone()),
                None => error,
            }
        });
        Failure::Refused(Refused::Invalid(renamed.collect()))
    }
}
