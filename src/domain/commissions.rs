//! Requests for training for a group: where one stands, who may do what then, and what may be typed.

use CommissionState::{Agreed, Closed, Declined, Delivered, Enquiry, Proposed, Scheduled, Withdrawn};
use thiserror::Error;

use super::{
    courses::parse_slug,
    input::{FieldErrors, long_text, optional_long_text, optional_short_text},
    words::{BookingState, CommissionState, CommissionStep, Delivery, words},
};

words! {
    /// How an agreement stands that was given on condition that some people do something first.
    CommissionCondition {
        /// Not everybody has done it.
        Open = "open",
        /// Everybody has.
        Met = "met",
        /// Somebody will not have, as it stands.
        Failed = "failed",
    }
    /// What somebody on the list of a request has said.
    ListAnswer {
        /// Nothing yet.
        Asked = "asked",
        /// They will come.
        Agreed = "agreed",
        /// They will not.
        NotComing = "not_coming",
    }
}

/// The most people a request can name before a course says how many it takes.
pub const MOST_PEOPLE: usize = 300;
/// The most people training can be asked for.
pub const MOST_ASKED_FOR: i64 = 1_000;
/// The longest aims, and the longest message between both sides, in characters.
pub const LONGEST_WORDS: usize = 4_000;
/// The longest wish about times or access, and the longest word with an answer to an invitation, in characters.
pub const LONGEST_WISH: usize = 1_000;
/// The longest place, in characters.
pub const LONGEST_PLACE: usize = 300;
/// The longest number of a purchase order or budget, in characters.
pub const LONGEST_NUMBER: usize = 60;
/// The longest telephone number, in characters.
pub const LONGEST_PHONE: usize = 40;

/// The side on which somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Whoever asked, or leads the organisation it is for.
    Asker,
    /// A coordinator.
    Team,
    /// The program itself, following the session.
    Program,
}

/// Every step there is: what, whose, from where, to where.
const STEPS: &[(CommissionStep, Side, &[CommissionState], CommissionState)] = &[
    // What was agreed can be proposed anew, and is then to be accepted again.
    (CommissionStep::Propose, Side::Team, &[Enquiry, Proposed, Agreed], Proposed),
    (CommissionStep::AskForChange, Side::Asker, &[Proposed, Agreed], Enquiry),
    (CommissionStep::Accept, Side::Asker, &[Proposed], Agreed),
    (CommissionStep::Decline, Side::Asker, &[Proposed], Declined),
    (CommissionStep::Decline, Side::Team, &[Enquiry, Proposed], Declined),
    (CommissionStep::Withdraw, Side::Asker, &[Enquiry, Proposed, Agreed], Withdrawn),
    (CommissionStep::Schedule, Side::Team, &[Agreed], Scheduled),
    (CommissionStep::Deliver, Side::Program, &[Scheduled], Delivered),
    (CommissionStep::Reopen, Side::Program, &[Delivered, Closed], Scheduled),
    // The agreement stands: it is scheduled again on other dates, or proposed anew.
    (CommissionStep::CallOff, Side::Program, &[Scheduled], Agreed),
    (CommissionStep::Close, Side::Team, &[Delivered], Closed),
];

/// A step that is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("This request is {}, so {} is not possible. {}", shown(*.state), in_words(*.step), instead(*.state, *.sides))]
pub struct IllegalStep {
    /// What was wanted.
    pub step: CommissionStep,
    /// Where the request stands.
    pub state: CommissionState,
    sides: Sides,
}

/// The sides somebody stands on: a coordinator can ask for training as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// Whoever asked, or leads the organisation it is for.
    pub asker: bool,
    /// A coordinator.
    pub team: bool,
}

impl Sides {
    /// What somebody on these sides can do now, each step once.
    #[must_use]
    pub fn possible(self, state: CommissionState) -> Vec<CommissionStep> {
        let mut steps: Vec<CommissionStep> = STEPS
            .iter()
            .filter(|(_, side, from, _)| self.has(*side) && from.contains(&state))
            .map(|(step, ..)| *step)
            .collect();
        steps.dedup();
        steps
    }

    fn has(self, side: Side) -> bool {
        match side {
            Side::Asker => self.asker,
            Side::Team => self.team,
            Side::Program => false,
        }
    }
}

/// Takes a step.
///
/// # Errors
/// [`IllegalStep`], which says what is possible instead.
pub fn take(
    state: CommissionState,
    step: CommissionStep,
    sides: Sides,
) -> Result<CommissionState, IllegalStep> {
    STEPS
        .iter()
        .find(|(known, side, from, _)| *known == step && sides.has(*side) && from.contains(&state))
        .map(|(.., to)| *to)
        .ok_or(IllegalStep { step, state, sides })
}

/// Where something that happened to its session takes a request; `None` where it changes nothing.
#[must_use]
pub fn follow(state: CommissionState, step: CommissionStep) -> Option<CommissionState> {
    STEPS
        .iter()
        .find(|(known, side, from, _)| *known == step && *side == Side::Program && from.contains(&state))
        .map(|(.., to)| *to)
}

/// Whether what is asked for, and for whom, can still be changed freely.
#[must_use]
pub const fn is_open(state: CommissionState) -> bool {
    matches!(state, Enquiry | Proposed | Agreed)
}

/// Whether nothing will come of it any more, or nothing is left to do.
#[must_use]
pub const fn is_over(state: CommissionState) -> bool {
    matches!(state, Declined | Withdrawn | Closed)
}

/// The state as pages and mails say it.
#[must_use]
pub const fn shown(state: CommissionState) -> &'static str {
    match state {
        Enquiry => "waiting for a proposal",
        Proposed => "waiting for an answer to the proposal",
        Agreed => "agreed",
        Declined => "declined",
        Withdrawn => "withdrawn",
        Scheduled => "scheduled",
        Delivered => "delivered",
        Closed => "closed",
    }
}

/// The same to one of its two sides: whoever is waited for reads that it is they.
#[must_use]
pub const fn shown_to(side: Side, state: CommissionState) -> &'static str {
    match (state, side) {
        (Enquiry, Side::Team) => "waiting for your proposal",
        (Enquiry, Side::Asker) => "waiting for our proposal",
        (Proposed, Side::Team) => "waiting for the manager’s answer",
        (Proposed, Side::Asker) => "waiting for your answer",
        _ => shown(state),
    }
}

const fn in_words(step: CommissionStep) -> &'static str {
    match step {
        CommissionStep::Propose => "proposing something",
        CommissionStep::AskForChange => "asking for a change",
        CommissionStep::Accept => "accepting the proposal",
        CommissionStep::Decline => "declining",
        CommissionStep::Withdraw => "withdrawing it",
        CommissionStep::Schedule => "scheduling it",
        CommissionStep::Deliver => "delivering it",
        CommissionStep::Reopen => "reopening it",
        CommissionStep::CallOff => "calling it off",
        CommissionStep::Close => "closing it",
    }
}

const fn order(step: CommissionStep) -> &'static str {
    match step {
        CommissionStep::Propose => "propose something",
        CommissionStep::AskForChange => "ask for a change",
        CommissionStep::Accept => "accept the proposal",
        CommissionStep::Decline => "decline",
        CommissionStep::Withdraw => "withdraw it",
        CommissionStep::Schedule => "schedule it",
        CommissionStep::Close => "close it",
        // These follow the session and are nobody's to ask for.
        CommissionStep::Deliver | CommissionStep::Reopen | CommissionStep::CallOff => "wait",
    }
}

fn instead(state: CommissionState, sides: Sides) -> String {
    let own: Vec<&str> = sides.possible(state).into_iter().map(order).collect();
    if !own.is_empty() {
        return format!("You can {}.", super::grammar::listed(&own, "or"));
    }
    match state {
        Enquiry | Agreed => "The training team is to act next; send a message to ask.",
        Proposed => "Whoever asked for the training is to answer the proposal.",
        Scheduled => "It goes on when the register of its session is closed.",
        Delivered => "The training team closes it when nothing is left to do.",
        Declined | Withdrawn | Closed => "It is over; ask anew if training is wanted.",
    }
    .to_owned()
}

/// Why a list of people cannot be as long as that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("{course} takes at most {most} people, and this would make {would_be}. Take {} off the list first.", .would_be - .most)]
pub struct TooMany<'a> {
    /// The course's title.
    pub course: &'a str,
    /// How many it takes.
    pub most: usize,
    /// How many there would be.
    pub would_be: usize,
}

/// Checks the length of a list of people against what the course takes.
///
/// # Errors
/// [`TooMany`].
pub const fn check_length(course: &str, capacity: i32, would_be: usize) -> Result<(), TooMany<'_>> {
    let most = if capacity < 0 { 0 } else { capacity.unsigned_abs() as usize };
    if would_be > most { Err(TooMany { course, most, would_be }) } else { Ok(()) }
}

/// What is asked for, as typed; all but the aims may come later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestInput {
    /// The slug of a course that is given by commission; none while whoever asks is not sure.
    pub course: Option<String>,
    /// What is to be achieved, in the words of whoever asks.
    pub aims: String,
    /// About how many people.
    pub group_size: Option<i64>,
    /// Ring instead of writing.
    pub ring_me: bool,
    /// Where to ring.
    pub phone: Option<String>,
    /// Days and times that would suit.
    pub preferred: Option<String>,
    /// Zoom, a room or on site.
    pub delivery: Option<Delivery>,
    /// Where, when it is not on Zoom.
    pub place: Option<String>,
    /// What the group needs to take part.
    pub access: Option<String>,
    /// Under which budget code.
    pub budget_code: Option<String>,
    /// The number of the purchase order.
    pub purchase_order: Option<String>,
}

/// Checks what is asked for; the result is trimmed and composed.
///
/// # Errors
/// Every broken rule.
pub fn check_request(input: RequestInput) -> Result<RequestInput, Vec<super::input::FieldError>> {
    let mut errors = FieldErrors::new();
    let course = input.course.and_then(|slug| errors.keep(parse_slug("course", &slug)));
    let aims = errors.keep(long_text("aims", &input.aims, LONGEST_WORDS)).unwrap_or_default();
    if input.group_size.is_some_and(|size| !(1..=MOST_ASKED_FOR).contains(&size)) {
        errors
            .add("group_size", format!("Enter about how many people it is for, from 1 to {MOST_ASKED_FOR}."));
    }
    let mut line = |field, value: Option<String>, most| {
        errors.keep(optional_short_text(field, value.as_deref(), most)).flatten()
    };
    let phone = line("phone", input.phone, LONGEST_PHONE);
    let place = line("place", input.place, LONGEST_PLACE);
    let budget_code = line("budget_code", input.budget_code, LONGEST_NUMBER);
    let purchase_order = line("purchase_order", input.purchase_order, LONGEST_NUMBER);
    let mut text = |field, value: Option<String>| {
        errors.keep(optional_long_text(field, value.as_deref(), LONGEST_WISH)).flatten()
    };
    let preferred = text("preferred", input.preferred);
    let access = text("access", input.access);
    match &phone {
        None if input.ring_me => errors.add("phone", "Enter a telephone number on which we can reach you."),
        Some(number) if number.chars().filter(char::is_ascii_digit).count() < 6 => {
            errors.add("phone", "Enter a telephone number, such as 0113 496 0000.");
        }
        _ => {}
    }
    errors.finish(RequestInput {
        course,
        aims,
        phone,
        preferred,
        place,
        access,
        budget_code,
        purchase_order,
        ..input
    })
}

impl ListAnswer {
    /// As whoever asked may know it: what their booking says where it says anything, else their own answer.
    #[must_use]
    pub const fn of(said: Option<Self>, booking: Option<BookingState>) -> Self {
        use BookingState::{Attended, Cancelled, Declined, Lapsed, NoShow, PartlyAttended, Released};
        match (said, booking) {
            (_, Some(Cancelled | Declined | Lapsed | Released)) => Self::NotComing,
            (_, Some(Attended | PartlyAttended | NoShow)) => Self::Agreed,
            (Some(said), _) => said,
            (None, _) => Self::Asked,
        }
    }
}
