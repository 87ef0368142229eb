//! Checking in: when it is open, who is late, what an arrival comes to, and which code is on the screen.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    attendance::{Mark, ScheduledDate},
    check_ins::{Door, changes_at, in_a_room, late_minutes, mark, parse_code, shown_code, step, taken_until},
    words::{Delivery, Outcome},
};

use super::facts::{at, id};

/// 10am to 1pm.
fn date(minutes: i64) -> ScheduledDate {
    let starts_at = at("2027-01-12 10:00");
    ScheduledDate { id: id(1), starts_at, ends_at: starts_at + TimeDelta::minutes(minutes) }
}

/// A moment of that day, with seconds.
fn clock(time: &str) -> DateTime<Utc> {
    format!("2027-01-12T{time}Z").parse().unwrap()
}

#[test]
fn whoever_is_through_the_door_in_five_minutes_is_on_time_and_the_others_get_their_minutes() {
    let rows = [
        ("an hour before, to the second", "09:00:00", 0, Some((Outcome::Present, None))),
        ("a second too early", "08:59:59", 0, None),
        ("just before the start", "09:59:59", 0, Some((Outcome::Present, None))),
        ("at the start", "10:00:00", 0, Some((Outcome::Present, None))),
        ("in the last second of the grace", "10:05:59", 0, Some((Outcome::Present, None))),
        ("a second later", "10:06:00", 6, Some((Outcome::Partly, Some(174)))),
        ("the seconds of a minute do not count", "10:12:59", 12, Some((Outcome::Partly, Some(168)))),
        ("in the last minute", "12:59:30", 179, Some((Outcome::Partly, Some(1)))),
        ("at the end", "13:00:00", 180, None),
    ];
    for (what, arrived, late, expected) in rows {
        let arrived = clock(arrived);
        assert_eq!(late_minutes(date(180).starts_at, arrived), late, "{what}");
        let expected = expected.map(|(outcome, minutes)| Mark::seen(id(1), outcome, minutes));
        assert_eq!(mark(&date(180), arrived), expected, "{what}");
    }
}

#[test]
fn every_mark_is_one_that_a_trainer_could_make() {
    for length in [1, 2, 5, 6, 7, 90, 600] {
        let date = date(length);
        for second in (0..length * 60).step_by(7) {
            let made = mark(&date, date.starts_at + TimeDelta::seconds(second)).expect("a mark");
            assert_eq!(made.check("mark", &date), Ok(()), "{length} minutes, {second} seconds in");
        }
    }
}

#[test]
fn an_arrival_for_a_date_that_was_moved_since_comes_to_nothing() {
    let arrived = clock("09:50:00");
    let moved =
        ScheduledDate { starts_at: at("2027-01-19 10:00"), ends_at: at("2027-01-19 13:00"), ..date(180) };
    assert_eq!(mark(&moved, arrived), None);
}

#[test]
fn it_is_open_from_an_hour_before_until_the_end() {
    let date = date(180);
    for (time, open) in [("08:59:59", false), ("09:00:00", true), ("12:59:59", true), ("13:00:00", false)] {
        let door = Door { starts_at: date.starts_at, ends_at: date.ends_at };
        assert_eq!(door.is_open(clock(time)), open, "{time}");
    }
    assert!(in_a_room(Delivery::Room) && in_a_room(Delivery::OnSite) && !in_a_room(Delivery::Zoom));
}

#[test]
fn the_code_changes_with_the_minute_and_holds_for_one_more() {
    let (last, first) = (clock("10:00:59"), clock("10:01:00"));
    assert_eq!(step(last) + 1, step(first));
    assert_eq!(changes_at(last), first);
    assert_eq!(changes_at(first), clock("10:02:00"));
    assert_eq!(taken_until(first), clock("10:03:00"));
}

#[test]
fn a_code_is_read_as_it_was_typed() {
    assert_eq!(parse_code(" 7k2-qfm ").as_deref(), Some("7K2QFM"));
    assert_eq!(parse_code("7KZ OlM").as_deref(), Some("7KZ01M"));
    assert_eq!(parse_code("7K2QF"), None);
    assert_eq!(parse_code("7K2QFMM"), None);
    assert_eq!(shown_code("7K2QFM"), "7K2 QFM");
}
