//! How many people may be written to within an hour who are not one's own.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::strangers::{MOST_AN_HOUR, wait_for_one_more};

#[test]
fn a_hundred_an_hour() {
    let now: DateTime<Utc> = "2026-11-03T09:00:00Z".parse().expect("a time");
    let ago = |minutes: i64| now - TimeDelta::minutes(minutes);
    for (newest, oldest, wait) in [
        (0, 0, None),
        (MOST_AN_HOUR - 1, 0, None),
        (MOST_AN_HOUR, 0, Some(60)),
        // The hundredth before is what has to pass.
        (MOST_AN_HOUR - 1, 1, Some(10)),
        (MOST_AN_HOUR + 5, 1, Some(60)),
    ] {
        let written: Vec<_> =
            std::iter::repeat_n(ago(0), newest).chain(std::iter::repeat_n(ago(50), oldest)).collect();
        assert_eq!(wait_for_one_more(&written, now), wait.map(TimeDelta::minutes), "{newest} {oldest}");
    }
    assert_eq!(wait_for_one_more(&[ago(60); MOST_AN_HOUR], now), None, "an hour has passed");
}
