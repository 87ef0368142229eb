//! Marks, thresholds and what they come to.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    attendance::{
        AttendanceRule, Mark, ScheduledDate, check_ran, is_finished, judge, judged_from, last_attended,
        missing_marks, objections_end,
    },
    ids::{BookingId, DateId},
    words::{BookingState, Outcome},
};
use uuid::Uuid;

const RULE: AttendanceRule = AttendanceRule { minutes_percent: 80, dates_needed: None };
const SET: AttendanceRule = AttendanceRule { minutes_percent: 80, dates_needed: Some(5) };

fn date_id(n: u128) -> DateId {
    DateId::from_uuid(Uuid::from_u128(n))
}

fn booking(n: u128) -> BookingId {
    BookingId::from_uuid(Uuid::from_u128(n))
}

fn date(n: u128, minutes: i64) -> ScheduledDate {
    let starts_at: DateTime<Utc> = "2027-01-12T10:00:00Z".parse().unwrap();
    let starts_at = starts_at + TimeDelta::days(i64::try_from(n).unwrap() * 28);
    ScheduledDate { id: date_id(n), starts_at, ends_at: starts_at + TimeDelta::minutes(minutes) }
}

fn mark(n: u128, outcome: Outcome, minutes: Option<i32>) -> Mark {
    Mark::seen(date_id(n), outcome, minutes)
}

/// -1 stands for present, 0 for absent, anything else for that many minutes.
fn marks(shorthand: &[i32]) -> Vec<Mark> {
    (0_u128..)
        .zip(shorthand)
        .map(|(n, minutes)| match minutes {
            -1 => mark(n, Outcome::Present, None),
            0 => mark(n, Outcome::Absent, None),
            minutes => mark(n, Outcome::Partly, Some(*minutes)),
        })
        .collect()
}

#[test]
fn minutes_go_with_partly_alone() {
    let on = date(0, 180);
    for (outcome, minutes, right) in [
        (Outcome::Present, None, true),
        (Outcome::Absent, None, true),
        (Outcome::Partly, Some(1), true),
        (Outcome::Partly, Some(179), true),
        (Outcome::Partly, Some(0), false),
        (Outcome::Partly, Some(180), false),
        (Outcome::Partly, Some(-1), false),
        (Outcome::Partly, None, false),
        (Outcome::Present, Some(180), false),
        (Outcome::Absent, Some(0), false),
    ] {
        let checked = mark(0, outcome, minutes).check("marks[3]", &on);
        assert_eq!(checked.is_ok(), right, "{outcome} {minutes:?}");
        if let Err(error) = checked {
            assert_eq!(error.field, "marks[3].minutes");
        }
    }
    let error = mark(0, Outcome::Partly, Some(1)).check("marks[0]", &date(0, 1)).unwrap_err();
    assert_eq!(error.field, "marks[0].outcome");
}

#[test]
fn attendance_is_judged_by_the_courses_rule() {
    use BookingState::{Attended, NoShow, PartlyAttended};
    let one = [date(0, 180)];
    let two = [date(0, 180), date(1, 120)];
    let six: Vec<_> = (0..6).map(|n| date(n, 90)).collect();
    let four: Vec<_> = (0..4).map(|n| date(n, 90)).collect();
    for (name, rule, dates, shorthand, reason, outcome, minutes, by_reason) in [
        ("all of it", RULE, &one[..], &[-1][..], false, Attended, 180, false),
        ("80 per cent exactly", RULE, &one, &[144], false, Attended, 144, false),
        ("a minute less", RULE, &one, &[143], false, PartlyAttended, 143, false),
        ("a minute less, with a reason", RULE, &one, &[143], true, Attended, 143, true),
        ("a reason where none is needed", RULE, &one, &[150], true, Attended, 150, false),
        ("not there", RULE, &one, &[0], false, NoShow, 0, false),
        ("a reason cannot make somebody have been there", RULE, &one, &[0], true, NoShow, 0, false),
        ("no mark", RULE, &one, &[], false, NoShow, 0, false),
        (
            "all dates are needed if nothing else is said",
            RULE,
            &two,
            &[-1, 0],
            false,
            PartlyAttended,
            180,
            false,
        ),
        ("both", RULE, &two, &[-1, 96], false, Attended, 276, false),
        ("five of six", SET, &six, &[-1, -1, 72, -1, 0, -1], false, Attended, 432, false),
        ("four and a bit of six", SET, &six, &[-1, -1, 71, -1, 0, -1], false, PartlyAttended, 431, false),
        ("four of six with a reason", SET, &six, &[-1, -1, -1, -1, 0, 0], true, Attended, 360, true),
        ("two dates were called off", SET, &four, &[-1, -1, -1, -1], false, Attended, 360, false),
        (
            "two were called off and one missed",
            SET,
            &four,
            &[-1, -1, -1, 0],
            false,
            PartlyAttended,
            270,
            false,
        ),
        ("no dates at all", RULE, &[], &[], true, NoShow, 0, false),
    ] {
        let judged = judge(rule, dates, &marks(shorthand), reason);
        assert_eq!(
            (judged.outcome, judged.attended_minutes, judged.by_reason),
            (outcome, minutes, by_reason),
            "{name}"
        );
        assert_eq!(judged.scheduled_minutes, dates.iter().map(ScheduledDate::minutes).sum::<i32>(), "{name}");
    }
    assert_eq!(judge(SET, &six, &marks(&[-1, -1, 72, -1, 0, 71]), false).dates_attended, 4);
}

#[test]
fn a_date_across_the_change_of_the_clocks_is_as_long_as_it_lasts() {
    let night = ScheduledDate {
        id: date_id(0),
        starts_at: "2027-03-28T00:00:00Z".parse().unwrap(),
        ends_at: "2027-03-28T03:00:00Z".parse().unwrap(),
    };
    assert_eq!(night.minutes(), 180);
    assert_eq!(ScheduledDate { ends_at: night.starts_at, starts_at: night.ends_at, ..night }.minutes(), 0);
}

#[test]
fn rules_nobody_could_meet_are_refused() {
    for (percent, dates, wrong) in [
        (80, None, &[][..]),
        (1, Some(1), &[]),
        (100, Some(100), &[]),
        (0, None, &["minutes_percent"]),
        (101, None, &["minutes_percent"]),
        (80, Some(0), &["dates_needed"]),
        (-1, Some(101), &["minutes_percent", "dates_needed"]),
    ] {
        let checked = AttendanceRule { minutes_percent: percent, dates_needed: dates }.check();
        let fields: Vec<_> = checked.err().unwrap_or_default().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, wrong, "{percent} {dates:?}");
    }
}

#[test]
fn missing_marks_are_named_in_order() {
    let (bookings, dates) = ([booking(1), booking(2)], [date_id(8), date_id(9)]);
    assert_eq!(missing_marks(&bookings, &dates, &[]).len(), 4);
    let marked = [(booking(1), date_id(8)), (booking(2), date_id(9)), (booking(3), date_id(9))];
    assert_eq!(
        missing_marks(&bookings, &dates, &marked),
        [(booking(1), date_id(9)), (booking(2), date_id(8))]
    );
    let all: Vec<_> = bookings.iter().flat_map(|b| dates.iter().map(move |d| (*b, *d))).collect();
    assert!(missing_marks(&bookings, &dates, &all).is_empty());
    assert!(missing_marks(&[], &dates, &[]).is_empty());
}

#[test]
fn a_session_is_finished_when_its_last_date_has_ended() {
    let dates = [date(1, 90), date(0, 90)];
    let end = dates[0].ends_at;
    assert!(!is_finished(&dates, end - TimeDelta::microseconds(1)));
    assert!(is_finished(&dates, end));
    assert!(!is_finished(&[], end));
}

#[test]
fn the_last_day_attended_is_the_sessions_own() {
    let london = chrono_tz::Europe::London;
    let dates = [date(0, 180), date(1, 180), date(2, 180)];
    let day = |text: &str| text.parse().ok();
    for (seen, on) in [
        (vec![-1, -1, -1], day("2027-03-09")),
        (vec![-1, 1, 0], day("2027-02-09")),
        (vec![-1], day("2027-01-12")),
        (vec![0, 0, 0], None),
        (vec![], None),
    ] {
        assert_eq!(last_attended(&dates, &marks(&seen), london), on, "{seen:?}");
    }
    // 10am in London is 11pm in Auckland and past midnight on Kiritimati.
    assert_eq!(last_attended(&dates, &marks(&[-1]), chrono_tz::Pacific::Auckland), day("2027-01-12"));
    assert_eq!(last_attended(&dates, &marks(&[-1]), chrono_tz::Pacific::Kiritimati), day("2027-01-13"));
}

#[test]
fn what_is_enough_is_said_for_the_dates_there_are() {
    let all = AttendanceRule { minutes_percent: 100, dates_needed: None };
    for (rule, dates, said) in [
        (RULE, 1, "A certificate needs at least 80 % of the time."),
        (all, 1, "A certificate needs all of the time."),
        (RULE, 2, "A certificate needs at least 80 % of the time of each of the 2 dates."),
        (SET, 6, "A certificate needs at least 80 % of the time of 5 of the 6 dates."),
        (SET, 4, "A certificate needs at least 80 % of the time of each of the 4 dates."),
    ] {
        assert_eq!(rule.in_words(dates), said);
    }
}

#[test]
fn a_result_can_be_objected_to_for_fourteen_days() {
    let at: DateTime<Utc> = "2027-01-12T13:05:00Z".parse().unwrap();
    assert_eq!(objections_end(at), "2027-01-26T13:05:00Z".parse::<DateTime<Utc>>().unwrap());
}

#[test]
fn what_a_result_is_judged_from_changes_with_marks_minutes_reason_and_length_alone() {
    let dates = [date(0, 180), date(1, 180)];
    let from = judged_from(&dates, &marks(&[-1, 90]), false);
    let turned = [date(1, 180), date(0, 180)];
    assert_eq!(judged_from(&turned, &marks(&[-1, 90]), false), from, "in whatever order they are read");
    for (changed, what) in [
        (judged_from(&dates, &marks(&[-1, 91]), false), "minutes"),
        (judged_from(&dates, &marks(&[0, 90]), false), "a mark"),
        (judged_from(&dates, &marks(&[-1]), false), "a mark that is gone"),
        (judged_from(&dates, &marks(&[-1, 90]), true), "a reason"),
        (judged_from(&[date(0, 180), date(1, 120)], &marks(&[-1, 90]), false), "a date's length"),
        (judged_from(&dates[..1], &marks(&[-1]), false), "a date that is gone"),
    ] {
        assert_ne!(changed, from, "{what}");
    }
}

#[test]
fn how_long_a_date_ran_is_said_of_what_is_past() {
    let planned = date(0, 180);
    let (start, end) = (planned.starts_at, planned.ends_at);
    let minutes = TimeDelta::minutes;
    for (ran, now, wrong) in [
        ((start, end - minutes(60)), end, None),
        ((start - minutes(15), end), end, None),
        ((start, end + minutes(60)), end + minutes(60), None),
        ((start, end - minutes(60)), start - minutes(1), Some("starts_at")),
        ((start - minutes(721), end), end, Some("starts_at")),
        ((start, start), end, Some("ends_at")),
        ((start, end + minutes(1)), end, Some("ends_at")),
        ((start, start + minutes(1441)), end + minutes(2000), Some("ends_at")),
    ] {
        let checked = check_ran(&planned, ran, now);
        assert_eq!(checked.err().map(|error| error.field), wrong.map(str::to_owned), "{ran:?} at {now}");
    }
}
