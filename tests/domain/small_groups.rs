//! Nobody's own answer can be worked out of the means that are shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use training_ladder::domain::{
    figure_means::shown,
    figures::{Answered, By, Period, first_of, month_of},
    small_groups::{Answer, Group, Groups, LEAST},
    uptake::{Ask, Scope},
    words::{OrganisationKind, Word as _},
};

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end).expect("a number")
    }
}

const FIRST: i32 = 2026 * 12;

/// Answers of so many people over a year, on four courses of two ladders, under six organisations of three kinds.
fn answers(seed: u64, count: usize, people: u64) -> Vec<Answer> {
    let mut chance = Chance(seed);
    let kinds = [OrganisationKind::School, OrganisationKind::Council, OrganisationKind::Health];
    (0..count)
        .map(|_| {
            // Most are alike, so that what is left over is small.
            let course = [0, 0, 0, 1, 2, 3][chance.below(6)];
            let organisation = [0, 0, 0, 1, 2, 3, 4, 5][chance.below(8)];
            let given = Answered { sum: i32::try_from(chance.below(5)).expect("a number") + 1, count: 1 };
            Answer {
                person: u32::try_from(chance.below(people)).expect("a number"),
                month: FIRST + i32::try_from(chance.below(12)).expect("a month"),
                given,
                groups: vec![
                    Group::Ladder(Some(course / 2)),
                    Group::Course(course),
                    Group::Kind(Some(kinds[organisation / 2])),
                    Group::Organisation(u32::try_from(organisation).expect("a number")),
                    Group::Trainer(None),
                ],
            }
        })
        .collect()
}

fn ask(by: By, months: (i32, i32), filter: Option<Group>) -> Ask {
    let last: NaiveDate = first_of(months.1 + 1).pred_opt().expect("a day");
    let mut ask = Ask {
        period: Period { from: first_of(months.0), to: last },
        by,
        course: None,
        ladder: None,
        organisation: None,
        kind: None,
        trainer: None,
        scope: Scope::everything(),
    };
    match filter {
        Some(Group::Course(of)) => ask.course = Some(of),
        Some(Group::Ladder(of)) => ask.ladder = of,
        Some(Group::Organisation(of)) => ask.organisation = Some(of),
        Some(Group::Kind(of)) => ask.kind = of,
        _ => {}
    }
    ask
}

fn people(answers: &[Answer], set: &BTreeSet<usize>) -> usize {
    set.iter().map(|at| answers[*at].person).collect::<BTreeSet<u32>>().len()
}

/// Every set of answers of which some report over these months tells the mean.
fn told(answers: &[Answer], months: (i32, i32)) -> BTreeMap<String, BTreeSet<usize>> {
    let mut filters: Vec<Option<Group>> = vec![None];
    filters.extend((0..4).map(|of| Some(Group::Course(of))));
    filters.extend((0..2).map(|of| Some(Group::Ladder(Some(of)))));
    filters.extend((0..6).map(|of| Some(Group::Organisation(of))));
    filters.extend(OrganisationKind::ALL.iter().map(|of| Some(Group::Kind(Some(*of)))));
    let groups = Groups::of(answers.to_vec());
    let mut sets = BTreeMap::new();
    for filter in filters {
        for by in By::ALL {
            let (total, rows) = shown(&groups, &ask(*by, months, filter));
            if let Some(total) = total {
                sets.insert(format!("all of {filter:?}"), total.into_iter().collect());
            }
            for (key, row) in rows {
                sets.insert(format!("{key:?} of {filter:?}"), row.into_iter().collect());
            }
        }
    }
    sets
}

/// Fails if one set taken out of another, or a table's rows taken out of all, leave fewer people than may be told.
fn nothing_is_left_over(answers: &[Answer], sets: &BTreeMap<String, BTreeSet<usize>>, seed: u64) {
    for (name, one) in sets {
        assert!(people(answers, one) >= LEAST, "{seed}: {name} tells {one:?}");
        for (other_name, other) in sets {
            if other.is_subset(one) {
                let rest: BTreeSet<usize> = one.difference(other).copied().collect();
                let left = people(answers, &rest);
                assert!(left == 0 || left >= LEAST, "{seed}: {name} without {other_name} is {left} people");
            }
        }
    }
}

#[test]
fn no_two_reports_of_single_choices_tell_of_fewer_than_five() {
    for seed in 1..=24 {
        let mut chance = Chance(seed * 7);
        let answers = answers(seed, 5 + chance.below(120), 4 + seed % 40);
        let year = (FIRST, FIRST + 11);
        nothing_is_left_over(&answers, &told(&answers, year), seed);
        let part = (FIRST + i32::try_from(chance.below(4)).expect("a month"), FIRST + 7);
        nothing_is_left_over(&answers, &told(&answers, part), seed);
    }
}

#[test]
fn one_period_taken_out_of_another_tells_of_nobody_or_enough() {
    for seed in 1..=16 {
        let answers = answers(seed, 60, 25);
        let groups = Groups::of(answers.clone());
        let mut by_group: BTreeMap<Group, Vec<BTreeSet<usize>>> = BTreeMap::new();
        for first in 0..12 {
            for last in first..12 {
                for (group, set) in groups.published((FIRST + first, FIRST + last)) {
                    by_group.entry(group).or_default().push(set.into_iter().collect());
                }
            }
        }
        for (group, sets) in by_group {
            for one in &sets {
                for other in &sets {
                    let rest: BTreeSet<usize> = one.difference(other).copied().collect();
                    let left = people(&answers, &rest);
                    assert!(left == 0 || left >= LEAST, "{seed}: {group:?} leaves {left} people");
                }
            }
        }
    }
}

#[test]
fn a_table_that_hides_one_row_hides_the_next_smallest_too() {
    let of = |person: u32, course: usize| Answer {
        person,
        month: FIRST,
        given: Answered { sum: 4, count: 1 },
        groups: vec![Group::Course(course)],
    };
    // Twenty on one course, seven on another, three on a third.
    let mut all: Vec<Answer> = (0..20).map(|person| of(person, 0)).collect();
    all.extend((20..27).map(|person| of(person, 1)));
    all.extend((27..30).map(|person| of(person, 2)));
    let shown = Groups::of(all).published((FIRST, FIRST));
    assert!(shown.contains_key(&Group::All), "all together stays");
    assert!(shown.contains_key(&Group::Course(0)));
    assert!(!shown.contains_key(&Group::Course(1)), "what is left of all would be the three of the third");
    assert!(!shown.contains_key(&Group::Course(2)));
}

#[test]
fn two_choices_at_once_tell_no_mean() {
    let all = Groups::of(answers(3, 100, 60));
    let months = (FIRST, FIRST + 11);
    let mut both = ask(By::Month, months, Some(Group::Course(0)));
    both.organisation = Some(0);
    assert_eq!(shown(&all, &both), (None, BTreeMap::new()));
    let (total, rows) = shown(&all, &ask(By::Organisation, months, Some(Group::Course(0))));
    assert!(total.is_some(), "the course alone");
    assert_eq!(rows, BTreeMap::new(), "the course under each organisation");
}

#[test]
fn a_month_that_is_not_whole_is_not_told() {
    let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
    let period = |from: &str, to: &str| Period { from: day(from), to: day(to) }.whole_months();
    let month = |text: &str| month_of(day(text));
    assert_eq!(period("2026-01-01", "2026-02-28"), Some((month("2026-01-01"), month("2026-02-01"))));
    assert_eq!(period("2026-01-02", "2026-02-28"), Some((month("2026-02-01"), month("2026-02-01"))));
    assert_eq!(period("2026-01-02", "2026-02-27"), None);
    assert_eq!(period("2026-01-15", "2026-04-15"), Some((month("2026-02-01"), month("2026-03-01"))));
}
