//! What somebody means to do with a course: up to five actions, each with a day. It is theirs alone unless they say
//! otherwise.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use super::{
    access::Relation,
    ids::PlannedActionId,
    input::{FieldError, FieldErrors, long_text, optional_long_text},
    times::{day_in, moment_of},
    words::{BookingState, words},
};

words! {
    /// Where an action of a plan stands.
    ActionState {
        /// Not done yet.
        Planned = "planned",
        /// Done.
        Done = "done",
        /// Done in another way than was meant.
        Changed = "changed",
        /// Not to be done any more.
        Dropped = "dropped",
    }
    /// What somebody says of an action.
    ActionMark {
        /// It is done.
        Done = "done",
        /// It is not done, after all.
        NotYet = "not_yet",
        /// It is not done yet: they are to be reminded in a week.
        InAWeek = "in_a_week",
    }
}

/// The most actions of one plan.
pub const MOST_ACTIONS: usize = 5;
/// The most an action may say, in characters.
pub const LONGEST_ACTION: usize = 300;
/// The most a note to an action may say, in characters.
pub const LONGEST_ACTION_NOTE: usize = 500;
/// By how many days "not yet" puts an action off.
pub const PUT_OFF: Days = Days::new(7);

/// The year before which no action of ours can have been done.
const FIRST_YEAR: i32 = 2000;
/// How many years ahead somebody may plan.
const YEARS_AHEAD: i32 = 10;

const SEVEN_AM: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).expect("07:00 is a time");

/// How a state is called on pages and in mails.
#[must_use]
pub const fn shown(state: ActionState) -> &'static str {
    match state {
        ActionState::Planned => "not yet",
        ActionState::Done => "done",
        ActionState::Changed => "changed",
        ActionState::Dropped => "no longer",
    }
}

/// An action as it was typed, or as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionInput {
    /// Which one of the plan it is; none for a new one.
    pub id: Option<PlannedActionId>,
    /// What is to be done.
    pub text: String,
    /// Its day.
    pub by: NaiveDate,
    /// Where it stands.
    pub state: ActionState,
    /// How it went, or what came in between.
    pub note: Option<String>,
}

/// Checks the actions of a plan that has these so far; line breaks within what is to be done become spaces.
///
/// # Errors
/// Every broken rule, with the action it is about such as `actions[1].text`.
pub fn checked(
    typed: &[ActionInput],
    known: &[PlannedActionId],
    today: NaiveDate,
) -> Result<Vec<ActionInput>, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if typed.len() > MOST_ACTIONS {
        errors.add("actions", format!("Name at most {MOST_ACTIONS} actions."));
    }
    let mut kept: Vec<ActionInput> = Vec::new();
    for (at, action) in typed.iter().enumerate().take(MOST_ACTIONS) {
        let field = |name: &str| format!("actions[{at}].{name}");
        if let Some(id) = action.id {
            if !known.contains(&id) {
                errors
                    .add(field("id"), "This plan has no action of this id. Leave the id out for a new one.");
            } else if kept.iter().any(|other| other.id == Some(id)) {
                errors.add(field("id"), "Name each action once.");
            }
        }
        if action.by.year() < FIRST_YEAR || action.by.year() > today.year() + YEARS_AHEAD {
            let last = today.year() + YEARS_AHEAD;
            errors.add(field("by"), format!("Give a day from {FIRST_YEAR} to {last}."));
        }
        let text = errors.keep(long_text(&field("text"), &action.text, LONGEST_ACTION));
        let note =
            errors.keep(optional_long_text(&field("note"), action.note.as_deref(), LONGEST_ACTION_NOTE));
        kept.push(ActionInput {
            text: text.unwrap_or_default().split('\n').map(str::trim).collect::<Vec<_>>().join(" "),
            note: note.flatten(),
            ..action.clone()
        });
    }
    errors.finish(kept)
}

/// Why a plan cannot be written, as a sentence; none where it can: once the course has begun for whoever is booked,
/// afterwards for whoever was there, and always where there is one, which stays theirs.
#[must_use]
pub fn why_not_written(
    state: BookingState,
    first_start: DateTime<Utc>,
    now: DateTime<Utc>,
    has_one: bool,
) -> Option<&'static str> {
    if has_one {
        return None;
    }
    match state {
        BookingState::Attended | BookingState::PartlyAttended => None,
        BookingState::Booked if first_start <= now => None,
        BookingState::Booked => Some("An action plan is written from the start of the course on."),
        BookingState::Requested | BookingState::Waitlisted | BookingState::Offered => {
            Some("An action plan goes with a place on the course, and there is none yet.")
        }
        _ => Some("An action plan goes with a course that was attended."),
    }
}

/// With whom a plan is shared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sharing {
    /// With the trainers: of this session, and of a group the person learns in.
    pub trainer: bool,
    /// With whoever manages the person.
    pub manager: bool,
}

impl Sharing {
    /// How somebody stands to the plan who stands so to its booking: those it is not shared with have nothing to do
    /// with it.
    #[must_use]
    pub fn narrowed(self, to_booking: Relation) -> Relation {
        Relation {
            own: to_booking.own,
            trains: self.trainer && to_booking.trains,
            manages: self.manager && to_booking.manages,
            ..Relation::default()
        }
    }
}

/// Whether the day of an action has come, and it waits for a word.
#[must_use]
pub fn is_due(state: ActionState, by: NaiveDate, today: NaiveDate) -> bool {
    state == ActionState::Planned && by <= today
}

/// Whether whoever wrote an action is reminded of it now: on its day where the session is, from seven in the morning
/// on, so that a service that was down still does it the same day and never on another.
#[must_use]
pub fn reminder_due(by: NaiveDate, zone: Tz, now: DateTime<Utc>) -> bool {
    moment_of(by, SEVEN_AM, zone).is_ok_and(|morning| morning <= now) && day_in(now, zone) == by
}

/// From when an action waits for a word: the morning of its day.
#[must_use]
pub fn due_from(by: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    moment_of(by, SEVEN_AM, zone).ok()
}

/// The day to which "not yet" puts an action off.
#[must_use]
pub fn put_off(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(PUT_OFF).unwrap_or(today)
}

/// An action as a reflection: what was meant, what became of it, and what the person says of it.
#[must_use]
pub fn told(text: &str, state: ActionState, note: Option<&str>) -> String {
    let whole = text.trim_end_matches(['.', ' ']);
    let note = note.map(|note| format!(" {}", note.split('\n').collect::<Vec<_>>().join(" ")));
    format!("{whole}: {}.{}", shown(state), note.unwrap_or_default())
}
