//! Which means of answers may be shown, so that nobody's own answer can be worked out of them.
//!
//! Answers are counted for whole months, and of each group for stretches of months in which at least
//! [`LEAST`] people answered, so that one period less another is never fewer. Of the groups of one period those are
//! shown that have at least [`LEAST`] people and that, taken from or out of each other group shown, leave as many or
//! nobody; a table that hides one row hides the next smallest too. What two filters at once, or a filter and a table
//! by something else, would show is never shown.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{figures::Answered, ids::PersonId, words::OrganisationKind};

/// How many people at least stand behind a mean.
pub const LEAST: usize = 5;

/// Those whose answers are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Everybody.
    All,
    /// On a ladder, or on none.
    Ladder(Option<usize>),
    /// On a course.
    Course(usize),
    /// Under organisations of a kind, or under none.
    Kind(Option<OrganisationKind>),
    /// Under an organisation, or under none.
    Organisation(u32),
    /// On sessions of a trainer, or of nobody.
    Trainer(Option<PersonId>),
}

impl Group {
    /// Groups of one number stand beside each other in a table.
    const fn table(self) -> u8 {
        match self {
            Self::All => 0,
            Self::Ladder(_) => 1,
            Self::Course(_) => 2,
            Self::Kind(_) => 3,
            Self::Organisation(_) => 4,
            Self::Trainer(_) => 5,
        }
    }

    /// Whether no answer belongs to both: each has one course, ladder, kind and organisation, but may have two trainers.
    fn shares_nothing_with(self, other: Self) -> bool {
        self != other && self.table() == other.table() && !matches!(self, Self::Trainer(_))
    }
}

/// One person's answer about one booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whose.
    pub person: u32,
    /// The month it counts for ([`super::figures::month_of`]).
    pub month: i32,
    /// What was answered.
    pub given: Answered,
    /// The groups it belongs to, everybody apart.
    pub groups: Vec<Group>,
}

/// The first and the last month, both whole.
pub type Window = (i32, i32);

/// The answers that are shown together for each group that may be shown: their places in the list, in order.
pub type Published = BTreeMap<Group, Vec<usize>>;

/// Answers by group and by stretches of months, which are the same whatever period is asked about.
#[derive(Debug)]
pub struct Groups {
    answers: Vec<Answer>,
    groups: HashMap<Group, Months>,
}

/// The months of a group's answers, and the stretches that may be told of as a whole.
#[derive(Debug)]
struct Months {
    months: BTreeSet<i32>,
    stretches: Vec<(Window, Vec<usize>)>,
}

impl Groups {
    /// Sorts them.
    #[must_use]
    pub fn of(answers: Vec<Answer>) -> Self {
        let mut all: HashMap<Group, Vec<usize>> = HashMap::new();
        for (at, answer) in answers.iter().enumerate() {
            for group in std::iter::once(&Group::All).chain(&answer.groups) {
                all.entry(*group).or_default().push(at);
            }
        }
        let months = |set: Vec<usize>| Months {
            months: set.iter().map(|at| answers[*at].month).collect(),
            stretches: stretches(&answers, set),
        };
        let groups = all.into_iter().map(|(group, set)| (group, months(set))).collect();
        Self { answers, groups }
    }

    /// The months in which somebody of a group answered.
    pub fn months_of(&self, group: Group) -> impl Iterator<Item = i32> + '_ {
        self.groups.get(&group).into_iter().flat_map(|of| of.months.iter().copied())
    }

    /// The groups that may be shown for a period.
    #[must_use]
    pub fn published(&self, window: Window) -> Published {
        let answers = &self.answers;
        let mut present: BTreeSet<Group> = BTreeSet::new();
        let mut sets: Vec<(Group, Vec<usize>)> = Vec::new();
        for (group, of) in &self.groups {
            if of.months.range(window.0..=window.1).next().is_some() {
                present.insert(*group);
            }
            let set = whole(&of.stretches, window);
            if enough(answers, set.iter().copied()) {
                sets.push((*group, set));
            }
        }
        sets.sort_by_key(|(group, set)| (group.table(), Reverse(set.len()), *group));
        let mut shown = Published::new();
        for (group, set) in sets {
            if shown
                .iter()
                .all(|(other, kept)| group.shares_nothing_with(*other) || apart(answers, &set, kept))
            {
                shown.insert(group, set);
            }
        }
        for table in 1..=5 {
            hide_next_smallest(answers, &present, &mut shown, table, window);
        }
        shown
    }

    /// Whether enough people stand behind these answers taken out of those.
    #[must_use]
    pub fn leave_enough<'s>(&self, of: &[usize], taken: impl IntoIterator<Item = &'s Vec<usize>>) -> bool {
        enough_left(&self.answers, of, taken)
    }

    /// The mean of these answers, to a hundredth.
    #[must_use]
    pub fn mean(&self, set: &[usize]) -> Option<f64> {
        let sum: i32 = set.iter().map(|at| self.answers[*at].given.sum).sum();
        let count: i32 = set.iter().map(|at| self.answers[*at].given.count).sum();
        (count > 0).then(|| (f64::from(sum) / f64::from(count) * 100.0).round() / 100.0)
    }
}

fn within(month: i32, (first, last): Window) -> bool {
    (first..=last).contains(&month)
}

/// Whether these are of [`LEAST`] people or more; looks no further than it has to.
fn enough(answers: &[Answer], set: impl IntoIterator<Item = usize>) -> bool {
    let mut people: Vec<u32> = Vec::with_capacity(LEAST);
    for at in set {
        let person = answers[at].person;
        if !people.contains(&person) {
            people.push(person);
            if people.len() >= LEAST {
                return true;
            }
        }
    }
    false
}

/// Whether those of a list that stand in none of the others are of enough people.
fn enough_left<'s>(
    answers: &[Answer],
    of: &[usize],
    taken: impl IntoIterator<Item = &'s Vec<usize>>,
) -> bool {
    let mut listed = vec![false; answers.len()];
    for at in taken.into_iter().flatten() {
        listed[*at] = true;
    }
    enough(answers, of.iter().copied().filter(|at| !listed[*at]))
}

/// A group's answers by stretches of months. A stretch ends with the month in which its people are enough; what is left
/// at the end belongs to the last one.
fn stretches(answers: &[Answer], set: Vec<usize>) -> Vec<(Window, Vec<usize>)> {
    let mut by_month: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for at in set {
        by_month.entry(answers[at].month).or_default().push(at);
    }
    let mut stretches: Vec<(Window, Vec<usize>)> = Vec::new();
    let mut open: Option<(Window, Vec<usize>)> = None;
    for (month, here) in by_month {
        let ((begins, _), mut held) = open.take().unwrap_or(((month, month), Vec::new()));
        held.extend(here);
        if enough(answers, held.iter().copied()) {
            stretches.push(((begins, month), held));
        } else {
            open = Some(((begins, month), held));
        }
    }
    if let Some(((_, ends), rest)) = open {
        match stretches.last_mut() {
            Some(before) => {
                before.0.1 = ends;
                before.1.extend(rest);
            }
            None => return Vec::new(),
        }
    }
    stretches
}

/// Those answers that lie in stretches which the window holds wholly, in order.
fn whole(stretches: &[(Window, Vec<usize>)], (first, last): Window) -> Vec<usize> {
    let inside = stretches.iter().filter(|((begins, ends), _)| *begins >= first && *ends <= last);
    let mut kept: Vec<usize> = inside.flat_map(|(_, held)| held).copied().collect();
    kept.sort_unstable();
    kept
}

/// Whether the one group taken out of the other leaves nobody, or enough; groups of which neither holds the other are
/// apart. Looks no further than it has to: reports ask this of every organisation over every answer.
fn apart(answers: &[Answer], one: &[usize], other: &[usize]) -> bool {
    let (small, large) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_part = small.iter().all(|at| large.binary_search(at).is_ok());
    if !is_part || small.len() == large.len() {
        return true;
    }
    enough(answers, large.iter().copied().filter(|at| small.binary_search(at).is_err()))
}

/// A table that hides one row, or rows of fewer than enough people, hides the next smallest too.
fn hide_next_smallest(
    answers: &[Answer],
    present: &BTreeSet<Group>,
    shown: &mut Published,
    table: u8,
    window: Window,
) {
    let everybody: Vec<usize> = (0..answers.len()).filter(|at| within(answers[*at].month, window)).collect();
    loop {
        let rows: Vec<Group> = shown.keys().filter(|group| group.table() == table).copied().collect();
        let hidden = present.iter().filter(|group| group.table() == table && !rows.contains(group)).count();
        let Some(smallest) = rows.iter().min_by_key(|group| (shown[*group].len(), **group)).copied() else {
            return;
        };
        if hidden == 0 {
            return;
        }
        let total = shown.get(&Group::All).unwrap_or(&everybody);
        if hidden > 1 && enough_left(answers, total, rows.iter().map(|group| &shown[group])) {
            return;
        }
        shown.remove(&smallest);
    }
}
