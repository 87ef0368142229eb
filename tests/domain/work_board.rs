//! Which dates the work board names.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::work_board::{full_with_a_line, lacks_a_trainer, short_of_people};

fn now() -> DateTime<Utc> {
    "2026-11-03T09:00:00Z".parse().expect("a time")
}

#[test]
fn a_date_is_short_of_people_within_three_weeks_below_a_third() {
    let soon = now() + TimeDelta::weeks(3);
    assert!(short_of_people(24, 7, soon, now()));
    assert!(!short_of_people(24, 8, soon, now()), "a third is enough");
    assert!(!short_of_people(24, 0, soon + TimeDelta::seconds(1), now()), "early days");
    assert!(!short_of_people(24, 0, now(), now()), "once it has started it is too late");
}

#[test]
fn a_full_date_is_named_when_people_wait() {
    assert!(full_with_a_line(8, 8, 1));
    assert!(!full_with_a_line(8, 8, 0));
    assert!(!full_with_a_line(8, 7, 3), "whoever waits will be offered the place");
}

#[test]
fn a_date_lacks_a_trainer_within_ten_working_days() {
    // It is Tuesday 3 November: ten working days on is Tuesday 17 November.
    let day = |day: u32| format!("2026-11-{day:02}T09:00:00Z").parse::<DateTime<Utc>>().expect("a time");
    for (case, trainers, starts_at, lacks) in [
        ("on the tenth working day", 0, day(17), true),
        ("on the eleventh", 0, day(18), false),
        ("tomorrow", 0, day(4), true),
        ("tomorrow, with somebody", 1, day(4), false),
        ("begun", 0, day(3), false),
    ] {
        assert_eq!(lacks_a_trainer(trainers, starts_at, now()), lacks, "{case}");
    }
}
