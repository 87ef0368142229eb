//! Bank holidays, working days and the deadlines made of them.

use chrono::{DateTime, NaiveDate, Utc};
use training_ladder::domain::working_days::{
    LAST_VERIFIED_YEAR, bank_holiday_on, bank_holidays, deadline_after, deadline_before, easter_sunday,
    extended_deadline, is_beyond_known, is_working_day, london_day, n_working_days_after,
    n_working_days_before, offer_expires_at, too_late_for_offers,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn easter_falls_where_the_church_says() {
    for (year, expected) in [
        (1818, "1818-03-22"), // the earliest there is
        (1943, "1943-04-25"), // the latest there is
        (1961, "1961-04-02"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2016, "2016-03-27"),
        (2019, "2019-04-21"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2028, "2028-04-16"),
        (2038, "2038-04-25"),
        (2100, "2100-03-28"),
        (2285, "2285-03-22"),
    ] {
        assert_eq!(easter_sunday(year), day(expected), "{year}");
    }
}

#[test]
fn bank_holidays_are_those_the_government_lists() {
    for (year, expected) in [
        (2012, "01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"),
        (2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"),
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"),
        (2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ] {
        let got: Vec<String> =
            bank_holidays(year).iter().map(|holiday| holiday.day.format("%m-%d").to_string()).collect();
        assert_eq!(got.join(" "), expected, "{year}");
    }
}

#[test]
fn every_year_gives_its_holidays_on_weekdays_in_order() {
    for year in 1978..2400 {
        let holidays = bank_holidays(year);
        assert!(holidays.len() >= 8, "{year}: {holidays:?}");
        assert!(holidays.windows(2).all(|pair| pair[0].day < pair[1].day), "{year}: {holidays:?}");
        for holiday in holidays {
            assert!(holiday.day.format("%u").to_string().parse::<u8>().unwrap() < 6, "{holiday:?}");
            assert!(!is_working_day(holiday.day), "{holiday:?}");
        }
    }
}

#[test]
fn holidays_have_names_and_stay_holidays_on_a_weekend() {
    for (on, expected) in [
        ("2027-12-25", Some("Christmas Day")),
        ("2027-12-26", Some("Boxing Day")),
        ("2027-12-27", Some("Christmas Day (substitute day)")),
        ("2027-12-28", Some("Boxing Day (substitute day)")),
        ("2027-12-29", None),
        ("2028-01-01", Some("New Year's Day")),
        ("2028-01-03", Some("New Year's Day (substitute day)")),
        ("2020-05-04", None),
        ("2020-05-08", Some("Early May bank holiday (VE day)")),
        ("2022-05-30", None),
        ("2024-02-29", None),
    ] {
        assert_eq!(bank_holiday_on(day(on)), expected, "{on}");
    }
}

#[test]
fn years_beyond_the_verified_ones_deserve_a_warning() {
    assert!(!is_beyond_known(LAST_VERIFIED_YEAR));
    assert!(is_beyond_known(LAST_VERIFIED_YEAR + 1));
}

#[test]
fn working_days_are_counted_without_the_day_itself() {
    for (from, n, after, before) in [
        ("2027-01-11", 0, "2027-01-11", "2027-01-11"),
        ("2027-01-11", 3, "2027-01-14", "2027-01-06"), // the example of the domain
        ("2027-01-09", 1, "2027-01-11", "2027-01-08"), // from a Saturday
        ("2027-01-10", 2, "2027-01-12", "2027-01-07"), // from a Sunday
        ("2026-12-24", 1, "2026-12-29", "2026-12-23"), // Christmas on a Friday
        ("2026-12-31", 1, "2027-01-04", "2026-12-30"), // across the year
        ("2027-03-25", 1, "2027-03-30", "2027-03-24"), // Maundy Thursday
        ("2027-03-30", 1, "2027-03-31", "2027-03-25"), // Tuesday after Easter
        ("2024-02-28", 1, "2024-02-29", "2024-02-27"), // a leap day is worked
        ("2024-02-29", 1, "2024-03-01", "2024-02-28"),
        ("2027-12-24", 2, "2027-12-30", "2027-12-22"), // two substitutes
        ("2022-06-01", 1, "2022-06-06", "2022-05-31"), // jubilee, two days in a row
    ] {
        assert_eq!(n_working_days_after(day(from), n), day(after), "{n} after {from}");
        assert_eq!(n_working_days_before(day(from), n), day(before), "{n} before {from}");
    }
}

#[test]
fn the_ends_of_the_calendar_do_not_panic() {
    assert_eq!(n_working_days_after(NaiveDate::MAX, 3), NaiveDate::MAX);
    assert_eq!(n_working_days_before(NaiveDate::MIN, 3), NaiveDate::MIN);
}

#[test]
fn the_day_of_a_moment_is_londons() {
    for (moment, expected) in [
        ("2027-01-11T23:59:59Z", "2027-01-11"),
        ("2027-07-11T22:59:59Z", "2027-07-11"),
        ("2027-07-11T23:00:00Z", "2027-07-12"), // midnight in summer
        ("2027-03-28T00:59:59Z", "2027-03-28"), // the night the clocks go forward
        ("2027-10-31T00:30:00Z", "2027-10-31"), // the night they go back
        ("2027-10-30T22:59:59Z", "2027-10-30"),
    ] {
        assert_eq!(london_day(at(moment)), day(expected), "{moment}");
    }
}

#[test]
fn deadlines_before_a_session_end_at_five_in_london() {
    for (start, n, expected) in [
        ("2027-01-11T10:00:00Z", 3, "2027-01-06T17:00:00Z"),
        ("2027-07-05T09:00:00Z", 3, "2027-06-30T16:00:00Z"), // summer time
        ("2027-03-30T09:00:00Z", 3, "2027-03-23T17:00:00Z"), // session in summer time, deadline in winter time
        ("2027-11-01T10:00:00Z", 1, "2027-10-29T16:00:00Z"), // and the other way round
        ("2027-07-05T23:30:00Z", 1, "2027-07-05T16:00:00Z"), // 00:30 on Tuesday in London
        ("2027-01-04T09:00:00Z", 2, "2026-12-30T17:00:00Z"),
        ("2027-01-11T10:00:00Z", 0, "2027-01-11T10:00:00Z"), // no notice asked
    ] {
        assert_eq!(deadline_before(at(start), n), at(expected), "{n} before {start}");
    }
}

#[test]
fn deadlines_after_a_moment_end_at_five_in_london() {
    for (from, n, expected) in [
        ("2027-01-06T09:00:00Z", 2, "2027-01-08T17:00:00Z"),
        ("2027-01-06T23:59:00Z", 2, "2027-01-08T17:00:00Z"), // late in the day counts as that day
        ("2027-01-08T18:00:00Z", 1, "2027-01-11T17:00:00Z"), // Friday evening
        ("2027-01-09T12:00:00Z", 1, "2027-01-11T17:00:00Z"), // Saturday
        ("2027-03-25T12:00:00Z", 1, "2027-03-30T16:00:00Z"), // over Easter and the change of the clocks
        ("2027-07-05T23:30:00Z", 1, "2027-07-07T16:00:00Z"), // already Tuesday in London
    ] {
        assert_eq!(deadline_after(at(from), n), at(expected), "{n} after {from}");
    }
}

#[test]
fn an_offer_ends_on_the_second_working_day_or_the_next_when_near() {
    let start = "2027-01-29T10:00:00Z"; // a Friday
    for (made, start, expected) in [
        ("2027-01-11T10:00:00Z", start, "2027-01-13T17:00:00Z"),
        ("2027-01-14T23:59:59Z", start, "2027-01-18T17:00:00Z"), // 15 days before
        ("2027-01-15T00:00:00Z", start, "2027-01-18T17:00:00Z"), // 14 days before: the next working day
        ("2027-01-18T10:00:00Z", start, "2027-01-19T17:00:00Z"),
        // Had one been made this late all the same, it would not outlive the start.
        ("2027-01-28T10:00:00Z", start, start),
        ("2027-01-28T18:00:00Z", start, start),
        ("2026-12-01T10:00:00Z", "2026-12-24T10:00:00Z", "2026-12-03T17:00:00Z"),
        ("2026-12-24T10:00:00Z", "2027-01-29T10:00:00Z", "2026-12-30T17:00:00Z"),
    ] {
        assert_eq!(offer_expires_at(at(made), at(start)), at(expected), "made {made}");
    }
}

#[test]
fn within_three_working_days_a_place_is_open() {
    let start = at("2027-01-11T10:00:00Z");
    for (now, expected) in [
        ("2027-01-06T16:59:59Z", false),
        ("2027-01-06T17:00:00Z", true),
        ("2027-01-10T10:00:00Z", true),
        ("2027-01-11T10:00:00Z", true),
    ] {
        assert_eq!(too_late_for_offers(at(now), start), expected, "{now}");
    }
}

type Pause = (&'static str, Option<&'static str>);

#[test]
fn an_objection_stops_the_clock() {
    let told = at("2027-01-11T10:00:00Z"); // a Monday; two working days end on Wednesday
    let table: [(&str, &[Pause], Option<&str>); 13] = [
        ("none", &[], Some("2027-01-13T17:00:00Z")),
        ("open", &[("2027-01-12T09:00:00Z", None)], None),
        ("open since the first day", &[("2027-01-11T11:00:00Z", None)], None),
        (
            "answered the same day it was told",
            &[("2027-01-11T11:00:00Z", Some("2027-01-11T15:00:00Z"))],
            Some("2027-01-13T17:00:00Z"),
        ),
        (
            "part of one day",
            &[("2027-01-12T09:00:00Z", Some("2027-01-12T09:30:00Z"))],
            Some("2027-01-14T17:00:00Z"),
        ),
        (
            "in the last minute, over a weekend",
            &[("2027-01-13T16:59:00Z", Some("2027-01-18T10:00:00Z"))],
            Some("2027-01-19T17:00:00Z"),
        ),
        ("at the deadline itself", &[("2027-01-13T17:00:00Z", None)], Some("2027-01-13T17:00:00Z")),
        (
            "after five only",
            &[("2027-01-12T17:00:00Z", Some("2027-01-13T00:00:00Z"))],
            Some("2027-01-13T17:00:00Z"),
        ),
        (
            "over night",
            &[("2027-01-12T18:00:00Z", Some("2027-01-13T00:01:00Z"))],
            Some("2027-01-14T17:00:00Z"),
        ),
        (
            "of no length",
            &[("2027-01-12T09:00:00Z", Some("2027-01-12T09:00:00Z"))],
            Some("2027-01-13T17:00:00Z"),
        ),
        (
            "two on one day",
            &[
                ("2027-01-12T09:00:00Z", Some("2027-01-12T09:30:00Z")),
                ("2027-01-12T10:00:00Z", Some("2027-01-12T11:00:00Z")),
            ],
            Some("2027-01-14T17:00:00Z"),
        ),
        (
            "a second one that is open",
            &[("2027-01-12T09:00:00Z", Some("2027-01-12T09:30:00Z")), ("2027-01-14T10:00:00Z", None)],
            None,
        ),
        (
            "one before it all",
            &[("2027-01-01T09:00:00Z", Some("2027-01-05T09:30:00Z"))],
            Some("2027-01-13T17:00:00Z"),
        ),
    ];
    for (name, pauses, expected) in table {
        let pauses: Vec<_> = pauses.iter().map(|(from, until)| (at(from), until.map(at))).collect();
        assert_eq!(extended_deadline(told, 2, &pauses), expected.map(at), "{name}");
    }
}

#[test]
fn a_pause_on_a_free_day_stops_nothing() {
    let told = at("2027-01-08T10:00:00Z");
    let weekend = [(at("2027-01-09T09:00:00Z"), Some(at("2027-01-10T09:00:00Z")))];
    assert_eq!(extended_deadline(told, 2, &weekend), Some(at("2027-01-12T17:00:00Z")));
}
