//! How long somebody was there, against a map of every second.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use training_ladder::domain::{
    joiners::minutes_of_all,
    time_together::{Span, minutes, union},
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

fn span((from, to): (i64, i64)) -> Span {
    (at(from), at(to))
}

/// The seconds covered, by the plainest way there is.
fn seconds(spans: &[(i64, i64)], bounds: (i64, i64)) -> i64 {
    let covers = |second: &i64| spans.iter().any(|(from, to)| (from..to).contains(&second));
    i64::try_from((bounds.0..bounds.1).filter(covers).count()).expect("few")
}

#[test]
fn overlaps_count_once_and_what_lies_outside_not_at_all() {
    for (spans, expected, what) in [
        (vec![], 0, "nothing"),
        (vec![(0, 600)], 10, "all of it"),
        (vec![(-600, 300)], 5, "from before"),
        (vec![(300, 1_200)], 5, "beyond the end"),
        (vec![(-600, -10), (600, 900)], 0, "only before and after"),
        (vec![(0, 300), (120, 240)], 5, "two devices"),
        (vec![(0, 120), (120, 240)], 4, "left and came back at once"),
        (vec![(300, 60)], 0, "left before joining"),
        (vec![(0, 59)], 0, "not a whole minute"),
        (vec![(0, 30), (60, 90)], 1, "two halves"),
    ] {
        let spans: Vec<Span> = spans.into_iter().map(span).collect();
        assert_eq!(minutes(&union(&spans, span((0, 600)))), expected, "{what}");
    }
}

#[test]
fn counts_without_times_are_never_added_up() {
    let bounds = span((0, 6_000));
    let all = |joiners: &[(&[Span], Option<i32>)]| minutes_of_all(joiners.iter().copied(), bounds);
    assert_eq!(all(&[(&[], Some(40)), (&[], Some(30))]), 40);
    assert_eq!(all(&[(&[span((0, 3_000))], None), (&[span((1_200, 3_600))], None)]), 60);
    assert_eq!(all(&[(&[span((0, 3_600))], Some(45))]), 45);
    assert_eq!(all(&[]), 0);
}

proptest! {
    #[test]
    fn the_union_is_what_a_map_of_every_second_says(
        spans in prop::collection::vec((-500_i64..1_500, -500_i64..1_500), 0..12),
        bounds in (0_i64..500, 500_i64..1_000),
    ) {
        let given: Vec<Span> = spans.iter().copied().map(span).collect();
        let covered = union(&given, span(bounds));
        prop_assert_eq!(i64::from(minutes(&covered)), seconds(&spans, bounds) / 60);
        prop_assert!(covered.windows(2).all(|pair| pair[0].1 < pair[1].0), "in order and apart");
    }
}
