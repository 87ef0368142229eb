//! Series of dates: clock changes, bank holidays, ends.

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use training_ladder::domain::{
    recurrence::{MAX_DATES, Rhythm, Series, SeriesEnd, SeriesError, Week, months_later},
    times::LONDON,
    working_days::bank_holiday_on,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn series(first: &str, rhythm: Rhythm, end: SeriesEnd) -> Series {
    Series {
        first_day: day(first),
        starts: "10:00:00".parse().unwrap(),
        minutes: 180,
        zone: LONDON,
        rhythm,
        end,
    }
}

fn monthly(week: Week, weekday: Weekday) -> Rhythm {
    Rhythm::Months { every: 1, week, weekday }
}

fn starts(series: &Series) -> String {
    let schedule = series.schedule().unwrap();
    schedule
        .dates
        .iter()
        .map(|date| date.starts_at.format("%y-%m-%dT%H").to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_month_later_is_the_same_weekday_of_the_month() {
    let rows = [
        ("2027-01-12", 0, "2027-01-12"),
        ("2027-01-12", 1, "2027-02-09"),
        ("2027-01-12", 5, "2027-06-08"),
        // A fifth is the last, where there is no fifth.
        ("2027-01-29", 1, "2027-02-26"),
        ("2027-01-29", 3, "2027-04-30"),
        // The first Monday of May is a bank holiday.
        ("2027-04-05", 1, "2027-05-10"),
        // Over the end of a year.
        ("2026-12-08", 1, "2027-01-12"),
    ];
    for (first, months, expected) in rows {
        assert_eq!(months_later(day(first), months), Some(day(expected)), "{first} and {months} months");
    }
    assert_eq!(months_later(NaiveDate::MAX, 1), None);
}

#[test]
fn ten_in_the_morning_stays_ten_and_holidays_are_stepped_round() {
    let weekly = Rhythm::Weeks { every: 1 };
    let fortnightly = Rhythm::Weeks { every: 2 };
    let table = [
        // The standards' own example, in summer and winter time.
        (
            series("2026-03-17", weekly, SeriesEnd::Count(6)),
            "26-03-17T10 26-03-24T10 26-03-31T09 26-04-07T09 26-04-14T09 26-04-21T09",
        ),
        (
            series("2027-01-01", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(4)),
            "27-01-12T10 27-02-09T10 27-03-09T10 27-04-13T09",
        ),
        (
            series("2027-09-01", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(3)),
            "27-09-14T09 27-10-12T09 27-11-09T10",
        ),
        // The first day is past this month's: the series starts with the next month's.
        (
            series("2027-01-13", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(2)),
            "27-02-09T10 27-03-09T10",
        ),
        (
            series(
                "2027-01-13",
                Rhythm::Months { every: 2, week: Week::Second, weekday: Weekday::Tue },
                SeriesEnd::Count(2),
            ),
            "27-02-09T10 27-04-13T09",
        ),
        (series("2027-01-12", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(1)), "27-01-12T10"),
        (
            series(
                "2027-11-01",
                Rhythm::Months { every: 3, week: Week::First, weekday: Weekday::Wed },
                SeriesEnd::Count(3),
            ),
            "27-11-03T10 28-02-02T10 28-05-03T09",
        ),
        (
            series("2028-02-01", monthly(Week::Last, Weekday::Tue), SeriesEnd::Count(2)),
            "28-02-29T10 28-03-28T09",
        ),
        // First Monday of May is a bank holiday: the second has it. The last of May goes into June.
        (
            series("2027-04-01", monthly(Week::First, Weekday::Mon), SeriesEnd::Count(3)),
            "27-04-05T09 27-05-10T09 27-06-07T09",
        ),
        (
            series("2027-05-01", monthly(Week::Last, Weekday::Mon), SeriesEnd::Count(2)),
            "27-06-07T09 27-06-28T09",
        ),
        // Two holidays in a row, into the new year.
        (
            series("2027-12-01", monthly(Week::Last, Weekday::Mon), SeriesEnd::Count(2)),
            "28-01-10T10 28-01-31T10",
        ),
        // A weekly series leaves the holiday out and still has its six dates.
        (
            series("2027-04-26", weekly, SeriesEnd::Count(6)),
            "27-04-26T09 27-05-10T09 27-05-17T09 27-05-24T09 27-06-07T09 27-06-14T09",
        ),
        (
            series("2027-04-19", fortnightly, SeriesEnd::Count(4)),
            "27-04-19T09 27-05-10T09 27-05-17T09 27-06-07T09",
        ),
        (
            series("2027-04-26", weekly, SeriesEnd::Until(day("2027-05-17"))),
            "27-04-26T09 27-05-10T09 27-05-17T09",
        ),
        (series("2027-04-26", weekly, SeriesEnd::Until(day("2027-05-09"))), "27-04-26T09"),
        // Christmas Day itself, though its substitute is the Monday.
        (series("2027-12-18", weekly, SeriesEnd::Count(2)), "27-12-18T10 28-01-08T10"),
    ];
    for (series, expected) in table {
        assert_eq!(starts(&series), expected, "{series:?}");
    }
}

#[test]
fn what_was_stepped_round_is_said() {
    let schedule = series("2027-04-26", Rhythm::Weeks { every: 1 }, SeriesEnd::Until(day("2027-05-31")))
        .schedule()
        .unwrap();
    let said: Vec<_> = schedule.stepped.iter().map(|step| (step.day, step.holiday, step.to)).collect();
    assert_eq!(
        said,
        [
            (day("2027-05-03"), "Early May bank holiday", Some(day("2027-05-10"))),
            (day("2027-05-31"), "Spring bank holiday", None),
        ]
    );
}

#[test]
fn an_end_is_its_length_after_the_start_even_while_the_clocks_change() {
    let night = Series {
        starts: "00:30:00".parse().unwrap(),
        ..series("2027-10-31", Rhythm::Weeks { every: 1 }, SeriesEnd::Count(1))
    };
    let date = night.schedule().unwrap().dates[0];
    assert_eq!(date.starts_at.to_rfc3339(), "2027-10-30T23:30:00+00:00");
    assert_eq!(date.ends_at.to_rfc3339(), "2027-10-31T02:30:00+00:00");
}

#[test]
fn another_zone_keeps_its_own_clock() {
    let paris = Series {
        zone: Tz::Europe__Paris,
        ..series("2027-03-23", Rhythm::Weeks { every: 1 }, SeriesEnd::Count(2))
    };
    assert_eq!(starts(&paris), "27-03-23T09 27-03-30T08");
}

#[test]
fn years_beyond_the_published_lists_warn_once_each() {
    let long =
        series("2028-11-01", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(16)).schedule().unwrap();
    assert_eq!(long.warnings.len(), 2);
    assert!(long.warnings[0].contains("2029") && long.warnings[1].contains("2030"));
    assert!(
        series("2028-01-11", monthly(Week::Second, Weekday::Tue), SeriesEnd::Count(12))
            .schedule()
            .unwrap()
            .warnings
            .is_empty()
    );
}

#[test]
fn what_cannot_be_made_is_refused() {
    let weekly = Rhythm::Weeks { every: 1 };
    let good = series("2027-01-12", weekly, SeriesEnd::Count(6));
    let skipped = Series { first_day: day("2027-03-21"), starts: "01:30:00".parse().unwrap(), ..good };
    assert_eq!(
        skipped.schedule().unwrap_err().to_string(),
        "1:30am does not exist on Sunday 28 March 2027 in Europe/London: the clocks go forward over it. \
         Choose another time."
    );
    let many = SeriesEnd::Count(MAX_DATES + 1);
    let far = SeriesEnd::Until(NaiveDate::MAX);
    for (wrong, expected) in [
        (Series { minutes: 0, ..good }, SeriesError::Length),
        (Series { minutes: 1441, ..good }, SeriesError::Length),
        (Series { rhythm: Rhythm::Weeks { every: 0 }, ..good }, SeriesError::Rhythm),
        (Series { rhythm: Rhythm::Weeks { every: 53 }, ..good }, SeriesError::Rhythm),
        (
            Series { rhythm: Rhythm::Months { every: 13, week: Week::First, weekday: Weekday::Mon }, ..good },
            SeriesError::Rhythm,
        ),
        (Series { end: SeriesEnd::Count(0), ..good }, SeriesError::Empty),
        (Series { end: SeriesEnd::Until(day("2027-01-11")), ..good }, SeriesError::Empty),
        // The only date is a bank holiday, and a week later the series is over.
        (series("2027-05-03", weekly, SeriesEnd::Until(day("2027-05-09"))), SeriesError::Empty),
        (Series { end: many, ..good }, SeriesError::TooMany),
        (Series { end: far, ..good }, SeriesError::TooMany),
        (Series { first_day: NaiveDate::MAX, ..good }, SeriesError::TooFar),
        (series("9999-12-20", weekly, SeriesEnd::Count(3)), SeriesError::EndsTooFar),
    ] {
        assert_eq!(wrong.schedule().unwrap_err(), expected, "{wrong:?}");
    }
    assert_eq!(
        Series { end: SeriesEnd::Count(MAX_DATES), ..good }.schedule().unwrap().dates.len(),
        MAX_DATES
    );
}

proptest! {
    #[test]
    fn every_series_is_in_order_on_its_weekday_and_off_the_holidays(
        first in 0_i64..20_000, every in 1_u32..=6, by_month: bool, week in 0_usize..5, weekday in 0_u8..7, count in 1_usize..20,
    ) {
        let first_day = day("2000-01-01") + chrono::TimeDelta::days(first);
        let weekday = Weekday::try_from(weekday).unwrap();
        let week = [Week::First, Week::Second, Week::Third, Week::Fourth, Week::Last][week];
        let rhythm = if by_month { Rhythm::Months { every, week, weekday } } else { Rhythm::Weeks { every } };
        let expected_weekday = if by_month { weekday } else { first_day.weekday() };
        let series = Series { first_day, ..series("2000-01-01", rhythm, SeriesEnd::Count(count)) };
        let dates = series.schedule().unwrap().dates;
        prop_assert_eq!(dates.len(), count);
        prop_assert!(dates.windows(2).all(|pair| pair[0].day < pair[1].day));
        for date in dates {
            prop_assert!(date.day >= first_day);
            prop_assert_eq!(date.day.weekday(), expected_weekday);
            prop_assert_eq!(bank_holiday_on(date.day), None);
            prop_assert_eq!(date.starts_at.with_timezone(&LONDON).format("%H:%M").to_string(), "10:00");
        }
    }
}

#[test]
fn what_is_wrong_with_a_series_is_said_of_the_part_that_says_it() {
    use training_ladder::domain::recurrence::SeriesPart;
    let weekly = Rhythm::Weeks { every: 1 };
    let good = series("2027-01-12", weekly, SeriesEnd::Count(6));
    let last = SeriesEnd::Until(NaiveDate::MAX);
    for (wrong, expected) in [
        (Series { end: SeriesEnd::Count(0), ..good }, SeriesPart::Count),
        (Series { end: SeriesEnd::Count(MAX_DATES + 1), ..good }, SeriesPart::Count),
        (Series { end: SeriesEnd::Until(day("2027-01-11")), ..good }, SeriesPart::Until),
        (Series { end: last, ..good }, SeriesPart::Until),
        (series("9999-12-20", weekly, SeriesEnd::Count(3)), SeriesPart::Count),
        (series("9999-12-20", weekly, last), SeriesPart::Until),
        (Series { first_day: NaiveDate::MAX, ..good }, SeriesPart::FirstDay),
        (Series { minutes: 0, ..good }, SeriesPart::Minutes),
        (Series { rhythm: Rhythm::Weeks { every: 0 }, ..good }, SeriesPart::Rhythm),
        (
            Series { first_day: day("2027-03-21"), starts: "01:30:00".parse().unwrap(), ..good },
            SeriesPart::Starts,
        ),
    ] {
        assert_eq!(wrong.schedule().unwrap_err().part(wrong.end), expected, "{wrong:?}");
    }
}
