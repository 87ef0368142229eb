//! The means of answers in a table of figures, as far as they may be shown ([`super::small_groups`]).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    figures::{By, Facts, Measure, Period, month_of},
    small_groups::{Answer, Group, Groups, Window},
    uptake::{Ask, Key, Scope, each_booking},
};

/// The means of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Means {
    /// Of the rows that may show one.
    pub rows: BTreeMap<Key, f64>,
    /// Of all; none where it may not be shown.
    pub total: Option<f64>,
}

/// Every answer that somebody sees the figures of, whatever period they ask about.
#[must_use]
pub fn answers(facts: &Facts, scope: &Scope, measure: Measure) -> Vec<Answer> {
    let mut found = Vec::new();
    if facts.answers.is_empty() {
        return found;
    }
    let everything = Ask {
        period: Period { from: NaiveDate::MIN, to: NaiveDate::MAX },
        by: By::Course,
        course: None,
        ladder: None,
        organisation: None,
        kind: None,
        trainer: None,
        scope: scope.clone(),
    };
    // Bookings come session by session.
    let mut here = (None, None);
    each_booking(facts, &everything, |session, booking, day| {
        if here.0 != Some(session.id) {
            here = (Some(session.id), facts.answers.get(&session.id));
        }
        let answered = here.1.and_then(|of| of.get(&booking.id));
        let Some(given) = answered.map(|of| of[measure as usize]).filter(|given| given.count > 0) else {
            return;
        };
        let step = facts.courses.get(session.course).and_then(|course| course.step);
        let mut groups = vec![
            Group::Ladder(step.map(|(ladder, _)| ladder)),
            Group::Course(session.course),
            Group::Kind(facts.organisation_of(booking.organisation).map(|of| of.kind)),
            Group::Organisation(booking.organisation),
        ];
        if session.trainers.is_empty() {
            groups.push(Group::Trainer(None));
        }
        groups.extend(session.trainers.iter().map(|of| Group::Trainer(Some(*of))));
        found.push(Answer { person: booking.person, month: month_of(day), given, groups });
    });
    found
}

/// The groups that the filters choose.
#[must_use]
pub fn filters(ask: &Ask) -> Vec<Group> {
    let mut groups = Vec::new();
    groups.extend(ask.course.map(Group::Course));
    groups.extend(ask.ladder.map(|ladder| Group::Ladder(Some(ladder))));
    groups.extend(ask.organisation.map(Group::Organisation));
    groups.extend(ask.kind.map(|kind| Group::Kind(Some(kind))));
    groups.extend(ask.trainer.map(|trainer| Group::Trainer(Some(trainer))));
    groups
}

/// The sets of answers whose means are shown: of all, and of each row. What shows means, and what proves that no two
/// tables tell more, begin here.
#[must_use]
pub fn shown(groups: &Groups, ask: &Ask) -> (Option<Vec<usize>>, BTreeMap<Key, Vec<usize>>) {
    let (filters, Some(window)) = (filters(ask), ask.period.whole_months()) else {
        return (None, BTreeMap::new());
    };
    if filters.len() > 1 {
        return (None, BTreeMap::new());
    }
    let whole = filters.first().copied().unwrap_or(Group::All);
    let sets = groups.published(window);
    let total = sets.get(&whole).cloned();
    let rows = match ask.by {
        By::Month => {
            stretches(groups, whole, window, total.as_deref(), |month| (Key::Month(month), (month, month)))
        }
        By::Year => stretches(groups, whole, window, total.as_deref(), |month| {
            let year = month.div_euclid(12);
            (Key::Year(year), (window.0.max(year * 12), window.1.min(year * 12 + 11)))
        }),
        by => sets
            .into_iter()
            .filter(|(group, _)| filters.is_empty() || *group == whole)
            .filter_map(|(group, set)| Some((row_of(by, group)?, set)))
            .collect(),
    };
    (total, rows)
}

/// The row of a table in which a group stands.
fn row_of(by: By, group: Group) -> Option<Key> {
    match (by, group) {
        (By::Organisation, Group::Organisation(of)) => Some(Key::Organisation(of)),
        (By::OrganisationKind, Group::Kind(of)) => Some(Key::Kind(of)),
        (By::Course, Group::Course(of)) => Some(Key::Course(of)),
        (By::Ladder, Group::Ladder(of)) => Some(Key::Ladder(of)),
        (By::Trainer, Group::Trainer(of)) => Some(Key::Trainer(of)),
        _ => None,
    }
}

/// Rows for months or years, each as if it alone were asked for; what is left of all has to be enough as well.
fn stretches(
    groups: &Groups,
    whole: Group,
    window: Window,
    total: Option<&[usize]>,
    row: impl Fn(i32) -> (Key, Window),
) -> BTreeMap<Key, Vec<usize>> {
    let months = groups.months_of(whole).filter(|month| (window.0..=window.1).contains(month));
    let windows: BTreeMap<Key, Window> = months.map(row).collect();
    let mut shown: BTreeMap<Key, Vec<usize>> = windows
        .iter()
        .filter_map(|(key, window)| Some((*key, groups.published(*window).remove(&whole)?)))
        .collect();
    while windows.len() > shown.len() {
        let enough = total.is_none_or(|total| groups.leave_enough(total, shown.values()));
        if shown.is_empty() || (windows.len() - shown.len() > 1 && enough) {
            break;
        }
        let smallest = shown.iter().min_by_key(|(key, set)| (set.len(), **key)).map(|(key, _)| *key);
        smallest.map(|key| shown.remove(&key));
    }
    shown
}

/// The means that may be shown.
#[must_use]
pub fn means(groups: &Groups, ask: &Ask) -> Means {
    let (total, rows) = shown(groups, ask);
    Means {
        rows: rows.into_iter().filter_map(|(key, set)| Some((key, groups.mean(&set)?))).collect(),
        total: total.and_then(|set| groups.mean(&set)),
    }
}

/// The months of a period, for a picture that has one bar for each.
#[must_use]
pub fn months(period: Period) -> Vec<i32> {
    (month_of(period.from)..=month_of(period.to)).collect()
}
