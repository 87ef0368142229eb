//! The kinds of step that are counted, and those that wait for the rule they need.

use std::collections::BTreeMap;

/// What happens later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Later {
    /// A date is at another time.
    MoveDate,
    /// A date comes up.
    AddDate,
    /// A date is taken out.
    DropDate,
    /// Two dates change places.
    ReorderDates,
    /// A set is called off after some of its dates.
    CallOffMidway,
    /// A register is opened again.
    Reopen,
    /// And closed again.
    CloseAgain,
    /// A course is called otherwise and gives other CPD.
    RenameCourse,
    /// A place is handed to a colleague.
    HandOver,
    /// Two records with bookings to come are one.
    Merge,
    /// Two records with results on one session are one.
    MergeFinished,
    /// Somebody's mail goes elsewhere.
    ChangeAddress,
    /// An account is closed.
    CloseAccount,
    /// A date ran shorter than planned.
    CorrectLength,
    /// Other people run a session.
    ChangeTrainers,
    /// A trainer's mail goes elsewhere.
    TrainersAddress,
    /// Not a step: titles in calendars and on papers are looked at.
    Titles,
    /// Not a step: each address is looked at by itself, besides a mailbox that all of somebody's addresses reach.
    Addresses,
}

/// Every kind that is counted.
pub const STEPS: &[Later] = &[
    Later::MoveDate,
    Later::AddDate,
    Later::DropDate,
    Later::ReorderDates,
    Later::CallOffMidway,
    Later::Reopen,
    Later::CloseAgain,
    Later::RenameCourse,
    Later::HandOver,
    Later::Merge,
    Later::MergeFinished,
    Later::ChangeAddress,
    Later::CloseAccount,
    Later::CorrectLength,
    Later::ChangeTrainers,
    Later::TrainersAddress,
];

/// What the program does not do by the rules yet: such steps are left out, such checks not made.
pub const NOT_YET: &[Later] = &[];

/// Whether the program does it by the rules.
pub fn now(kind: Later) -> bool {
    !NOT_YET.contains(&kind)
}

/// In how many histories each kind of step was taken, and how often in all.
#[derive(Debug, Default, Clone)]
pub struct Counts {
    histories: BTreeMap<Later, usize>,
    times: BTreeMap<Later, usize>,
}

impl Counts {
    /// A history is over in which these steps were taken.
    pub fn add(&mut self, taken: &[Later]) {
        for kind in STEPS {
            let times = taken.iter().filter(|one| *one == kind).count();
            *self.times.entry(*kind).or_default() += times;
            *self.histories.entry(*kind).or_default() += usize::from(times > 0);
        }
    }

    /// Fails unless each kind of step that can be taken was, in as many histories.
    pub fn hold(&self, at_least: usize) {
        let words =
            |kind: &Later| format!("{kind:?}: in {}, {} times", self.histories[kind], self.times[kind]);
        let all: Vec<String> = STEPS.iter().map(words).collect();
        eprintln!("steps by histories\n{}", all.join("\n"));
        for kind in STEPS.iter().filter(|kind| now(**kind)) {
            assert!(self.histories[kind] >= at_least, "too few histories with {kind:?}:\n{}", all.join("\n"));
        }
    }
}
