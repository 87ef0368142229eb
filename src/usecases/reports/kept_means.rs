//! The means of answers that were asked for last: they hold until something changes that may change a mean
//! ([`Facts::means_version`]), and take longer to work out than anything else in a report.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::domain::{
    figure_means::{Means, answers, means},
    figures::{Facts, Measure},
    small_groups::Groups,
    uptake::{Ask, Scope},
};

/// Whose answers are kept put into groups: with three measures each, everybody's and those of one reader more.
const GROUPS: usize = 6;
/// How many tables are kept.
const TABLES: usize = 200;

#[derive(Default)]
struct Kept {
    version: u64,
    groups: VecDeque<(Scope, Measure, Arc<Groups>)>,
    tables: VecDeque<(Ask, Measure, Means)>,
}

impl Kept {
    /// Forgets what was worked out of other facts than these; of older facts nothing is kept.
    fn turn_to(&mut self, facts: &Facts) -> bool {
        if self.version < facts.means_version {
            *self = Self { version: facts.means_version, ..Self::default() };
        }
        self.version == facts.means_version
    }
}

/// See above.
#[derive(Default)]
pub(crate) struct KeptMeans {
    kept: Mutex<Kept>,
}

impl KeptMeans {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The means of a table, as they are by these facts.
    pub(super) fn of(&self, facts: &Facts, ask: &Ask, measure: Measure) -> Means {
        if facts.answers.is_empty() {
            return Means::default();
        }
        let mut kept = self.kept();
        let fits = kept.turn_to(facts);
        let known = kept.tables.iter().find(|(of, by, _)| *by == measure && of == ask);
        if let Some((.., means)) = known.filter(|_| fits) {
            return means.clone();
        }
        drop(kept);
        let found = means(&self.groups(facts, &ask.scope, measure), ask);
        let mut kept = self.kept();
        if kept.turn_to(facts) {
            kept.tables.push_front((ask.clone(), measure, found.clone()));
            kept.tables.truncate(TABLES);
        }
        found
    }

    fn groups(&self, facts: &Facts, scope: &Scope, measure: Measure) -> Arc<Groups> {
        let mut kept = self.kept();
        let fits = kept.turn_to(facts);
        let known = kept.groups.iter().find(|(of, by, _)| *by == measure && of == scope);
        if let Some((.., groups)) = known.filter(|_| fits) {
            return Arc::clone(groups);
        }
        drop(kept);
        let groups = Arc::new(Groups::of(answers(facts, scope, measure)));
        let mut kept = self.kept();
        if kept.turn_to(facts) {
            kept.groups.push_front((scope.clone(), measure, Arc::clone(&groups)));
            kept.groups.truncate(GROUPS);
        }
        groups
    }
}
