//! Which days of an accreditation count, and how few answers are too few to be told of.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use training_ladder::domain::{
    evidence_packs::{
        FEWEST_ANSWERS, Month, days_that_count, mean_hundredths, months_told, shown_hundredths,
    },
    short_notice::Period,
};

fn day(day: &str) -> NaiveDate {
    day.parse().expect("a day")
}

#[test]
fn only_days_on_which_it_is_in_force_count() {
    let in_force = (day("2026-01-01"), day("2027-12-31"));
    let count = |from: &str, to: &str| days_that_count((day(from), day(to)), in_force);
    assert_eq!(
        count("2026-03-01", "2026-04-30"),
        Ok(Period { from: day("2026-03-01"), to: day("2026-04-30") })
    );
    assert_eq!(count("2025-03-01", "2028-04-30"), Ok(Period { from: in_force.0, to: in_force.1 }));
    assert_eq!(count("2025-03-01", "2025-12-31").expect_err("before it").field, "from");
    assert_eq!(count("2026-03-02", "2026-03-01").expect_err("the wrong way round").field, "to");
}

#[test]
fn means_are_rounded_to_hundredths() {
    for (sum, count, wanted) in
        [(13, 3, "4.33"), (14, 3, "4.67"), (9, 2, "4.50"), (5, 5, "1.00"), (0, 7, "0.00")]
    {
        assert_eq!(mean_hundredths(sum, count).map(shown_hundredths).as_deref(), Some(wanted));
    }
    assert_eq!(mean_hundredths(0, 0), None);
}

fn month(number: u32) -> (Month, NaiveDate) {
    let (year, month) = (2026 + i32::try_from(number / 12).expect("small"), number % 12 + 1);
    let first = NaiveDate::from_ymd_opt(year, month, 1).expect("a day");
    (Month::of(first), first)
}

fn period(from: u32, to: u32) -> Period {
    let last = month(to + 1).1.pred_opt().expect("a day");
    Period { from: month(from).1, to: last }
}

#[test]
fn months_are_told_of_together_from_five_on() {
    let counts: BTreeMap<Month, i64> =
        [(0, 5), (1, 2), (3, 2), (4, 1), (5, 4)].map(|(at, n)| (month(at).0, n)).into();
    let told = |from, to| months_told(&counts, period(from, to)).len();
    assert_eq!(told(0, 0), 1, "five in one month");
    assert_eq!(told(1, 3), 0, "four in two");
    assert_eq!(told(1, 4), 3, "five in three");
    assert_eq!(told(3, 5), 0, "the stretch begins before");
    assert_eq!(told(0, 5), 4, "the last four are too few yet");
    let cut = Period { from: day("2026-01-02"), to: day("2026-12-31") };
    assert_eq!(months_told(&counts, cut).len(), 3, "a month that is cut is not whole");
}

proptest! {
    /// Whatever two periods are compared, what one tells more than the other is of nobody or of enough.
    #[test]
    fn no_two_periods_differ_by_few(
        counts in proptest::collection::vec(0_i64..8, 24),
        (a, b) in (0_u32..24, 0_u32..24),
        (c, d) in (0_u32..24, 0_u32..24),
    ) {
        let answers: BTreeMap<Month, i64> = counts
            .iter()
            .zip(0_u32..)
            .filter(|(count, _)| **count > 0)
            .map(|(count, at)| (month(at).0, *count))
            .collect();
        let told = |from: u32, to: u32| months_told(&answers, period(from.min(to), from.max(to)));
        let (one, other) = (told(a, b), told(c, d));
        for difference in [one.difference(&other), other.difference(&one)] {
            let few: i64 = difference.map(|month| answers[month]).sum();
            prop_assert!(few == 0 || few >= FEWEST_ANSWERS, "{}", few);
        }
    }
}
