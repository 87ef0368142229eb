//! Days as people write them.

use chrono::NaiveDate;
use training_ladder::domain::{
    tables::DayNumbers,
    written_days::{NoDay, written_day},
};

#[test]
fn every_shape_is_read_or_refused() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 3).unwrap();
    let day = |y, m, d| Ok(NaiveDate::from_ymd_opt(y, m, d));
    let unreadable = Err(NoDay::Unreadable);
    for (typed, expected) in [
        ("", Ok(None)),
        ("2024-04-03", day(2024, 4, 3)),
        ("2024-04-03T09:30:00", day(2024, 4, 3)),
        ("2024-04-03 09:30:00", day(2024, 4, 3)),
        ("03/04/2024", day(2024, 4, 3)),
        ("3/4/2024", day(2024, 4, 3)),
        ("03-04-2024", day(2024, 4, 3)),
        ("03.04.2024", day(2024, 4, 3)),
        ("03/04/24", day(2024, 4, 3)),
        ("03/04/98", day(1998, 4, 3)),
        ("3 Apr 2024", day(2024, 4, 3)),
        ("3rd April 2024", day(2024, 4, 3)),
        ("Wednesday 3 April 2024", day(2024, 4, 3)),
        ("03-Apr-24", day(2024, 4, 3)),
        ("April 3, 2024", day(2024, 4, 3)),
        ("1 Sept 2024", day(2024, 9, 1)),
        ("April 2024", day(2024, 4, 1)),
        ("Apr-2024", day(2024, 4, 1)),
        ("2019", day(2019, 1, 1)),
        ("2017/18", day(2017, 9, 1)),
        ("2017-18", day(2017, 9, 1)),
        ("2017/2018", day(2017, 9, 1)),
        ("1999/00", day(1999, 9, 1)),
        ("12/25/2019", Err(NoDay::MonthFirst)),
        ("2017/19", unreadable),
        ("31/02/2024", unreadable),
        ("2019-3-1", unreadable),
        ("yesterday", unreadable),
        ("19", unreadable),
        ("45385", unreadable),
        ("3 Foo 2024", unreadable),
    ] {
        assert_eq!(written_day(typed, today, None), expected, "{typed}");
    }
    for (typed, days, expected) in [
        ("45385", DayNumbers::From1900, day(2024, 4, 3)),
        ("45385.5", DayNumbers::From1900, day(2024, 4, 3)),
        ("43923", DayNumbers::From1904, day(2024, 4, 3)),
        ("2019", DayNumbers::From1900, day(2019, 1, 1)),
        ("123", DayNumbers::From1900, unreadable),
    ] {
        assert_eq!(written_day(typed, today, Some(days)), expected, "{typed} {days:?}");
    }
}
