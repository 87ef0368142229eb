//! The way up a ladder: of those who completed a step how many came back for the next, and after how long.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    figures::{Facts, Period},
    uptake::Scope,
    words::{BookingState, words},
};

words! {
    /// A figure of the flow that can be followed down to the people it counts.
    FlowFigure {
        /// Completed the step.
        Completed = "completed",
        /// Of those, completed the next one too.
        CameBack = "came_back",
        /// Of the others, have a place on the next one.
        NextBooked = "next_booked",
        /// Neither.
        NotYet = "not_yet",
    }
}

/// From one step to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// The ladder: an index of [`Facts::ladders`].
    pub ladder: usize,
    /// The step one comes from, counted from 0.
    pub step: usize,
    /// Everybody who completed it in the period, with what became of them.
    pub people: Vec<(u32, FlowFigure)>,
    /// How many days passed, where both days are known: the median of those who came back.
    pub median_days: Option<i64>,
    /// There is a step after it.
    pub goes_on: bool,
}

impl Flow {
    /// How many people.
    #[must_use]
    pub fn count(&self, figure: FlowFigure) -> usize {
        self.who(figure).count()
    }

    /// Who they are: indices of [`Facts::people`].
    pub fn who(&self, figure: FlowFigure) -> impl Iterator<Item = u32> + '_ {
        self.people
            .iter()
            .filter(move |(_, became)| figure == FlowFigure::Completed || figure == *became)
            .map(|(person, _)| *person)
    }
}

/// When somebody first completed a step; none when nobody knows.
type First = HashMap<u32, Option<NaiveDate>>;

/// Of each ladder, step by step. Whoever completed a step within the period counts, or ever where there is none; what
/// they did afterwards counts whenever it was.
#[must_use]
pub fn flow(facts: &Facts, scope: &Scope, period: Option<Period>, now: DateTime<Utc>) -> Vec<Flow> {
    let mut done: HashMap<(usize, usize), First> = HashMap::new();
    let mut booked: HashMap<(usize, usize), HashSet<u32>> = HashMap::new();
    let step_of = |course: usize| facts.courses.get(course).and_then(|course| course.step);
    for session in facts.sessions.values() {
        let Some(step) = step_of(session.course) else { continue };
        let whole = scope.has_session(session);
        for booking in session.bookings.iter() {
            if !whole && !scope.has(booking.person, booking.organisation) {
                continue;
            }
            if booking.state == BookingState::Attended {
                let on = booking.attended_on.or(Some(session.day));
                note(done.entry(step).or_default(), booking.person, on);
            } else if booking.state == BookingState::Booked
                && (session.ends_at > now || session.places.is_none())
            {
                booked.entry(step).or_default().insert(booking.person);
            }
        }
    }
    for learning in &facts.brought_in {
        if let Some(step) = step_of(learning.course)
            && scope.has(learning.person, learning.organisation)
        {
            note(done.entry(step).or_default(), learning.person, learning.on);
        }
    }
    let (nobody, nothing) = (First::new(), HashSet::new());
    let mut flows = Vec::new();
    for (at, ladder) in facts.ladders.iter().enumerate() {
        for step in 0..ladder.steps.len() {
            let next = (at, step + 1);
            let first = done.get(&(at, step)).unwrap_or(&nobody);
            let (after, waits) = (done.get(&next).unwrap_or(&nobody), booked.get(&next).unwrap_or(&nothing));
            flows.push(from_step((at, step), step + 1 < ladder.steps.len(), first, after, waits, period));
        }
    }
    flows
}

fn note(first: &mut First, person: u32, on: Option<NaiveDate>) {
    let known = first.entry(person).or_insert(on);
    *known = match (*known, on) {
        (Some(before), Some(on)) => Some(before.min(on)),
        (before, on) => before.or(on),
    };
}

fn from_step(
    (ladder, step): (usize, usize),
    goes_on: bool,
    first: &First,
    after: &First,
    booked: &HashSet<u32>,
    period: Option<Period>,
) -> Flow {
    let (mut people, mut days) = (Vec::new(), Vec::new());
    for (person, on) in first {
        if period.is_some_and(|period| !on.is_some_and(|on| period.has(on))) {
            continue;
        }
        let became = match after.get(person) {
            Some(then) => {
                let passed = on.zip(*then).map(|(on, then)| (then - on).num_days());
                days.extend(passed.filter(|days| *days >= 0));
                FlowFigure::CameBack
            }
            None if booked.contains(person) => FlowFigure::NextBooked,
            None => FlowFigure::NotYet,
        };
        people.push((*person, became));
    }
    people.sort_unstable_by_key(|(person, _)| *person);
    Flow { ladder, step, people, median_days: median(days), goes_on }
}

/// The one in the middle; of two in the middle the earlier.
fn median(mut days: Vec<i64>) -> Option<i64> {
    days.sort_unstable();
    days.get(days.len().saturating_sub(1) / 2).copied()
}
