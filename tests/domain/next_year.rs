//! Which day of the next year a date comes to.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;
use training_ladder::domain::{
    next_year::{NextDate, Stepped, is_made_again, next_year, same_week_next_year},
    sessions::Span,
    words::SessionState::{Cancelled, Delivered, Draft, Published},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn span(starts: &str, hours: i64) -> Span {
    let starts_at: DateTime<Utc> = starts.parse().unwrap();
    Span { starts_at, ends_at: starts_at + chrono::TimeDelta::hours(hours) }
}

#[test]
fn what_takes_place_for_everybody_is_made_again() {
    for (state, open, private) in
        [(Draft, false, false), (Published, true, false), (Delivered, true, false), (Cancelled, false, false)]
    {
        assert_eq!((is_made_again(state, false), is_made_again(state, true)), (open, private), "{state:?}");
    }
}

#[test]
fn a_date_stays_on_its_day_of_its_week() {
    for (of, comes_to) in [
        ("2026-01-13", "2027-01-19"), // the first of January is in another week
        ("2027-03-09", "2028-03-07"),
        ("2028-02-29", "2029-02-27"), // a leap day
        ("2028-03-01", "2029-02-28"),
        ("2025-12-30", "2026-12-29"), // in week 1 of the year after
        ("2026-12-22", "2027-12-28"),
        ("2026-12-30", "2027-12-29"), // week 53, which the next year has not
        ("2027-01-01", "2028-01-07"), // in week 53 of the year before
        ("2032-12-31", "2033-12-30"), // week 53
        ("2019-12-31", "2020-12-29"), // before a year of 53 weeks
    ] {
        assert_eq!(same_week_next_year(day(of)), day(comes_to), "{of}");
    }
}

/// What comes of a session: each start, and what it stepped round.
fn comes_to(dates: &[Span]) -> Vec<(String, Option<Stepped>)> {
    let shown = |date: NextDate| {
        let start = date.span.starts_at.format("%Y-%m-%dT%H:%MZ").to_string();
        (start, date.stepped.map(|(_, why)| why))
    };
    next_year(dates, London).unwrap().into_iter().map(shown).collect()
}

#[test]
fn bank_holidays_and_weekends_are_stepped_round() {
    let early_may = Some(Stepped::BankHoliday("Early May bank holiday"));
    let boxing = Some(Stepped::BankHoliday("Boxing Day (substitute day)"));
    for (of, comes, why) in [
        ("2026-01-13T10:00:00Z", "2027-01-19T10:00Z", None),
        ("2026-04-27T09:00:00Z", "2027-05-10T09:00Z", early_may),
        ("2026-06-13T09:00:00Z", "2027-06-21T09:00Z", Some(Stepped::Weekend)),
        ("2026-12-22T10:00:00Z", "2028-01-04T10:00Z", boxing),
        // 10am by the clock, before and after it goes forward.
        ("2026-03-24T10:00:00Z", "2027-03-30T09:00Z", None),
        ("2026-10-27T10:00:00Z", "2027-11-02T10:00Z", None),
        ("2026-10-20T09:00:00Z", "2027-10-26T09:00Z", None),
    ] {
        assert_eq!(comes_to(&[span(of, 3)]), [(comes.to_owned(), why)], "{of}");
    }
}

#[test]
fn the_length_stays() {
    let next = next_year(&[span("2026-01-13T10:00:00Z", 3)], London).unwrap();
    assert_eq!(next[0].span.ends_at - next[0].span.starts_at, chrono::TimeDelta::hours(3));
}

#[test]
fn no_two_dates_of_one_group_come_to_one_day() {
    let weekly =
        [span("2026-04-20T09:00:00Z", 1), span("2026-04-27T09:00:00Z", 1), span("2026-05-04T09:00:00Z", 1)];
    let starts: Vec<String> = comes_to(&weekly).into_iter().map(|(start, _)| start).collect();
    assert_eq!(starts, ["2027-04-26T09:00Z", "2027-05-04T09:00Z", "2027-05-10T09:00Z"]);
    let weekend = [span("2026-06-13T09:00:00Z", 3), span("2026-06-14T09:00:00Z", 3)];
    let starts: Vec<String> = comes_to(&weekend).into_iter().map(|(start, _)| start).collect();
    assert_eq!(starts, ["2027-06-21T09:00Z", "2027-06-22T09:00Z"]);
}

#[test]
fn morning_and_afternoon_of_one_day_stay_together() {
    let one_day = [span("2026-04-27T09:00:00Z", 2), span("2026-04-27T13:00:00Z", 2)];
    let starts: Vec<String> = comes_to(&one_day).into_iter().map(|(start, _)| start).collect();
    assert_eq!(starts, ["2027-05-10T09:00Z", "2027-05-10T13:00Z"]);
}
