//! Places booked as long as an earlier booking is attended: how such a condition stands, and what follows when it
//! fails.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    eligibility::NewCondition,
    ids::GroupId,
    prerequisites::{GroupJudgement, Judgement},
    times::{self, LONDON, day_in},
    words::{BookingState, words},
    working_days::extended_deadline,
};

/// Working days a person has, once told, to object, move or be waived.
pub const DAYS_TO_PUT_RIGHT: u32 = 2;

words! {
    /// What is on record about a condition.
    ConditionState {
        /// Nothing has gone wrong so far.
        Open = "open",
        /// What it hangs on is done.
        Fulfilled = "fulfilled",
        /// It failed; the person can put it right.
        Failed = "failed",
        /// It failed by our doing, so the place is kept.
        Kept = "kept",
        /// Its place is gone, or judged afresh.
        Ended = "ended",
    }
}

/// A condition with the two bookings it joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConditionFacts {
    /// Where the earlier booking stands.
    pub earlier_state: BookingState,
    /// The end of the earlier session's last date, as it is now.
    pub earlier_ends_at: DateTime<Utc>,
    /// The last change to the earlier booking or its dates was our doing: we cancelled or moved it.
    pub changed_by_us: bool,
    /// The start of the later session's first date, as it is now.
    pub later_starts_at: DateTime<Utc>,
    /// The last change to the later session's dates was our doing and it is what broke the order.
    pub later_moved_by_us: bool,
}

/// How a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing has gone wrong; the earlier course is still to come, or its register is not closed.
    Holds,
    /// The earlier course was attended.
    Fulfilled,
    /// The earlier booking ended otherwise, or no longer ends in time.
    Failed {
        /// It was our doing.
        ours: bool,
    },
    /// The later session has started: nothing is released any more.
    Moot,
}

/// Judges a condition.
#[must_use]
pub fn judge_condition(facts: &ConditionFacts, now: DateTime<Utc>) -> Verdict {
    match facts.earlier_state {
        BookingState::Attended => Verdict::Fulfilled,
        _ if now >= facts.later_starts_at => Verdict::Moot,
        // A register not yet closed leaves the booking booked, and fails nothing.
        BookingState::Booked | BookingState::Requested => {
            if facts.earlier_ends_at <= facts.later_starts_at {
                Verdict::Holds
            } else {
                Verdict::Failed { ours: facts.changed_by_us || facts.later_moved_by_us }
            }
        }
        // What the person did or did not do at the course is never our doing.
        BookingState::PartlyAttended | BookingState::NoShow => Verdict::Failed { ours: false },
        BookingState::Cancelled
        | BookingState::Released
        | BookingState::Declined
        | BookingState::Lapsed
        | BookingState::Waitlisted
        | BookingState::Offered => Verdict::Failed { ours: facts.changed_by_us },
    }
}

/// How the replacement we owe for our own doing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// None is owed, since it was not our doing.
    NotOwed,
    /// Owed, and not offered yet; also while there is no date to offer.
    Owed,
    /// Offered at this moment, and not answered.
    Offered(DateTime<Utc>),
    /// Turned down, or not answered in time, at this moment.
    TurnedDown(DateTime<Utc>),
}

/// A failed condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureFacts<'a> {
    /// When the person was told.
    pub told_at: DateTime<Utc>,
    /// The replacement, if it was our doing.
    pub replacement: Replacement,
    /// When a "This is wrong" was open: from, until (none while it still is). The clock stops meanwhile.
    pub objections: &'a [(DateTime<Utc>, Option<DateTime<Utc>>)],
    /// The start of the later session's first date.
    pub later_starts_at: DateTime<Utc>,
}

/// What to do about a failed condition at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextMove {
    /// Our doing: the place is kept; offer a replacement for the earlier course.
    OfferReplacement,
    /// The person's turn, until then; no end while an objection is unanswered.
    Wait {
        /// When the two working days end.
        until: Option<DateTime<Utc>>,
    },
    /// The replacement was not answered in time: it counts as turned down from now on.
    CountAsTurnedDown,
    /// The two days are over: judge the whole prerequisite again and act on [`after_judging`].
    JudgeAgain,
    /// The later session has started: nothing is released.
    LeaveAlone,
}

/// Decides what happens next with a failed condition.
#[must_use]
pub fn next_move(facts: &FailureFacts<'_>, now: DateTime<Utc>) -> NextMove {
    if now >= facts.later_starts_at {
        return NextMove::LeaveAlone;
    }
    let (clock_starts, when_over) = match facts.replacement {
        Replacement::NotOwed => (facts.told_at, NextMove::JudgeAgain),
        Replacement::Owed => return NextMove::OfferReplacement,
        Replacement::Offered(at) => (at, NextMove::CountAsTurnedDown),
        Replacement::TurnedDown(at) => (at, NextMove::JudgeAgain),
    };
    match extended_deadline(clock_starts, DAYS_TO_PUT_RIGHT, facts.objections) {
        Some(until) if now >= until => when_over,
        until => NextMove::Wait { until },
    }
}

/// What judging the whole prerequisite again comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is lacking but what is ours to replace: the place is kept, on these conditions instead of the old ones.
    Keep {
        /// The conditions that stand from now on; none if all is met or waived.
        conditions: Vec<NewCondition>,
        /// The groups that are not met and whose replacement is still open: their failed conditions stay.
        open: Vec<GroupId>,
    },
    /// The place is released.
    Release {
        /// The groups that are not met.
        unmet: Vec<GroupId>,
    },
}

/// Reads a fresh judgement of the whole prerequisite; `kept` are the groups that failed by our doing and whose
/// replacement is still open, which release nothing.
#[must_use]
pub fn after_judging(groups: &[GroupJudgement], kept: &[GroupId]) -> Outcome {
    let mut conditions = Vec::new();
    let (mut unmet, mut open) = (Vec::new(), Vec::new());
    for judged in groups {
        match judged.judgement {
            Judgement::Met { .. } | Judgement::Waived => {}
            Judgement::Planned { depends_on, .. } => {
                conditions.push(NewCondition { group: judged.group, depends_on });
            }
            Judgement::Unmet(_) if kept.contains(&judged.group) => open.push(judged.group),
            Judgement::Unmet(_) => unmet.push(judged.group),
        }
    }
    if unmet.is_empty() { Outcome::Keep { conditions, open } } else { Outcome::Release { unmet } }
}

/// By when what a later place rests on has to be mended before that place is released: as the clock runs once it has
/// failed, else as it would run if the earlier place were given up or moved at `now`. `None` while no time runs.
#[must_use]
pub fn mended_by(
    (failed, release_at): (bool, Option<DateTime<Utc>>),
    later_starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    if failed {
        return release_at;
    }
    extended_deadline(now, DAYS_TO_PUT_RIGHT, &[]).map(|at| at.min(later_starts_at))
}

/// "Development on 17 February rests on this. …": said before a place is given up, moved or handed over.
#[must_use]
pub fn rests_on_this(
    course: &str,
    (starts_at, zone): (DateTime<Utc>, Tz),
    until: Option<DateTime<Utc>>,
) -> String {
    let on = day_in(starts_at, zone).format("%-d %B");
    let mend = until.map_or_else(String::new, |until| {
        format!(
            " If nothing takes the place of this one, there is time {} to put that right; then the later place is given \
             up too.",
            times::until(until, LONDON)
        )
    });
    format!("{course} on {on} rests on this.{mend}")
}
