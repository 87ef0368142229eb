//! Dates, times and lengths as people write them.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use training_ladder::domain::times::{
    LONDON, ZoneNote, clock, clock_range, cpd_length, day_without_year, length, moment, moment_of,
    parse_timezone, range, start_of_day, until, when, zone_name,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

const PARIS: Tz = Tz::Europe__Paris;

#[test]
fn clocks_read_as_people_write_them() {
    for (time, expected) in [
        ("00:00:00", "midnight"),
        ("00:30:00", "12:30am"),
        ("01:00:00", "1am"),
        ("09:05:00", "9:05am"),
        ("10:30:59", "10:30am"),
        ("11:59:00", "11:59am"),
        ("12:00:00", "noon"),
        ("12:01:00", "12:01pm"),
        ("13:00:00", "1pm"),
        ("23:59:00", "11:59pm"),
    ] {
        assert_eq!(clock(time.parse::<NaiveTime>().unwrap()), expected);
    }
}

#[test]
fn ranges_name_the_day_once_when_one_is_enough() {
    use ZoneNote::{Always, WhenElsewhere};
    for (start, end, zone, note, expected) in [
        (
            "2027-01-12T10:00:00Z",
            "2027-01-12T13:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, 10am to 1pm",
        ),
        (
            "2027-07-06T09:00:00Z",
            "2027-07-06T11:30:00Z",
            LONDON,
            Always,
            "Tuesday 6 July 2027, 10am to 12:30pm (UK time)",
        ),
        (
            "2027-01-12T10:00:00Z",
            "2027-01-12T12:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, 10am to noon",
        ),
        (
            "2027-01-12T19:00:00Z",
            "2027-01-13T00:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, 7pm to midnight",
        ),
        (
            "2027-01-12T22:00:00Z",
            "2027-01-13T01:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, 10pm to Wednesday 13 January 2027, 1am",
        ),
        (
            "2027-01-12T10:00:00Z",
            "2027-01-14T00:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, 10am to Wednesday 13 January 2027, midnight",
        ),
        (
            "2027-01-12T00:00:00Z",
            "2027-01-12T01:00:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 12 January 2027, midnight to 1am",
        ),
        (
            "2026-12-31T23:30:00Z",
            "2027-01-01T01:00:00Z",
            PARIS,
            WhenElsewhere,
            "Friday 1 January 2027, 12:30am to 2am (Paris time)",
        ),
        (
            "2024-02-29T10:00:00Z",
            "2024-02-29T13:00:00Z",
            LONDON,
            WhenElsewhere,
            "Thursday 29 February 2024, 10am to 1pm",
        ),
        // Three hours pass while the clocks go forward; the wall clock shows four.
        (
            "2027-03-28T00:00:00Z",
            "2027-03-28T03:00:00Z",
            LONDON,
            WhenElsewhere,
            "Sunday 28 March 2027, midnight to 4am",
        ),
        (
            "2027-07-12T23:00:00Z",
            "2027-07-12T23:30:00Z",
            LONDON,
            WhenElsewhere,
            "Tuesday 13 July 2027, midnight to 12:30am",
        ),
    ] {
        assert_eq!(range(at(start), at(end), zone, note), expected);
    }
    let (start, end) = (at("2027-01-12T10:00:00Z"), at("2027-01-12T13:00:00Z"));
    assert_eq!(clock_range(start, end, LONDON, Always), "10am to 1pm (UK time)");
    assert_eq!(clock_range(start, end, PARIS, WhenElsewhere), "11am to 2pm (Paris time)");
}

#[test]
fn moments_deadlines_and_near_times() {
    assert_eq!(
        moment(at("2027-01-12T10:00:00Z"), LONDON, ZoneNote::WhenElsewhere),
        "Tuesday 12 January 2027, 10am"
    );
    assert_eq!(until(at("2027-01-06T17:00:00Z"), LONDON), "until 5pm, Wednesday 6 January");
    assert_eq!(until(at("2027-06-30T16:00:00Z"), LONDON), "until 5pm, Wednesday 30 June");
    assert_eq!(until(at("2027-01-06T00:00:00Z"), LONDON), "until the end of Tuesday 5 January");
    assert_eq!(until(at("2027-01-01T00:00:00Z"), LONDON), "until the end of Thursday 31 December");
    assert_eq!(day_without_year(NaiveDate::from_ymd_opt(2027, 1, 6).unwrap()), "Wednesday 6 January");
    let now = "2027-07-05T22:30:00Z"; // 11:30pm on Monday in London
    for (then, now, expected) in [
        ("2027-07-05T09:00:00Z", now, "today at 10am"),
        ("2027-07-05T22:59:00Z", now, "today at 11:59pm"),
        ("2027-07-05T23:00:00Z", now, "Tuesday 6 July 2027, midnight"),
        ("2027-07-06T09:00:00Z", now, "tomorrow at 10am"),
        ("2027-07-06T11:00:00Z", now, "tomorrow at noon"),
        ("2027-07-06T22:59:00Z", now, "tomorrow at 11:59pm"),
        ("2027-07-07T09:00:00Z", now, "Wednesday 7 July 2027, 10am"),
        ("2027-07-04T09:00:00Z", now, "Sunday 4 July 2027, 10am"),
        ("2027-01-01T10:00:00Z", "2026-12-31T10:00:00Z", "tomorrow at 10am"),
    ] {
        assert_eq!(when(at(then), at(now), LONDON, ZoneNote::WhenElsewhere), expected);
    }
    assert_eq!(
        when(at("2027-01-12T10:00:00Z"), at("2027-01-12T08:00:00Z"), LONDON, ZoneNote::Always),
        "today at 10am (UK time)"
    );
}

#[test]
fn lengths_in_hours_and_minutes() {
    for (minutes, plain, cpd) in [
        (-5, "0 minutes", "0 minutes of CPD"),
        (0, "0 minutes", "0 minutes of CPD"),
        (1, "1 minute", "1 minute of CPD"),
        (45, "45 minutes", "45 minutes of CPD"),
        (60, "1 hour", "1 hour of CPD"),
        (61, "1 hour 1 minute", "1 hour 1 minute of CPD"),
        (150, "2 hours 30 minutes", "2 hours 30 minutes of CPD"),
        (180, "3 hours", "3 hours of CPD"),
    ] {
        assert_eq!((length(minutes).as_str(), cpd_length(minutes).as_str()), (plain, cpd));
    }
}

#[test]
fn zones_are_read_by_their_names() {
    for (name, expected) in [("Europe/London", LONDON), (" Europe/Paris ", PARIS), ("UTC", Tz::UTC)] {
        assert_eq!(parse_timezone("timezone", name).unwrap(), expected);
    }
    for (name, hint) in [
        ("", "such as Europe/London"),
        ("Mars/Olympus", "such as Europe/London"),
        ("europe/london", "did you mean Europe/London?"),
        ("London", "did you mean Europe/London?"),
        ("new york", "did you mean America/New_York?"),
        ("Europe/London\r\nX: y", "such as Europe/London"),
    ] {
        let error = parse_timezone("timezone", name).unwrap_err();
        assert_eq!(error.field, "timezone");
        assert!(error.message.contains(hint), "{name:?}: {}", error.message);
    }
    for (zone, expected) in [
        (LONDON, "UK time"),
        (Tz::GB, "UK time"),
        (Tz::UTC, "UTC"),
        (Tz::America__New_York, "New York time"),
        (Tz::America__Argentina__Buenos_Aires, "Buenos Aires time"),
    ] {
        assert_eq!(zone_name(zone), expected);
    }
}

#[test]
fn wall_clocks_become_moments() {
    let wall = |day: &str, time: &str, zone| moment_of(day.parse().unwrap(), time.parse().unwrap(), zone);
    assert_eq!(wall("2027-01-12", "10:00:00", LONDON).unwrap(), at("2027-01-12T10:00:00Z"));
    assert_eq!(wall("2027-07-12", "10:00:00", LONDON).unwrap(), at("2027-07-12T09:00:00Z"));
    assert_eq!(wall("2027-03-28", "00:59:00", LONDON).unwrap(), at("2027-03-28T00:59:00Z"));
    assert_eq!(wall("2027-03-28", "02:00:00", LONDON).unwrap(), at("2027-03-28T01:00:00Z"));
    // Of the two 01:30 when the clocks go back, the first.
    assert_eq!(wall("2027-10-31", "01:30:00", LONDON).unwrap(), at("2027-10-31T00:30:00Z"));
    let skipped = wall("2027-03-28", "01:30:00", LONDON).unwrap_err();
    assert_eq!(
        skipped.to_string(),
        "1:30am does not exist on Sunday 28 March 2027 in Europe/London: the clocks go forward over it"
    );
}

#[test]
fn days_begin_in_their_zone() {
    for (day, zone, start) in [
        ("2027-01-12", LONDON, "2027-01-12T00:00:00Z"),
        ("2027-03-28", LONDON, "2027-03-28T00:00:00Z"),
        ("2027-10-31", LONDON, "2027-10-30T23:00:00Z"),
        ("2027-11-01", LONDON, "2027-11-01T00:00:00Z"),
        ("2018-11-04", Tz::America__Sao_Paulo, "2018-11-04T03:00:00Z"), // no midnight
    ] {
        let day = day.parse().unwrap();
        assert_eq!(start_of_day(day, zone), at(start), "{day}");
    }
}
