use chrono::{DateTime, NaiveDate, Utc};
use training_ladder::domain::{
    reminders::{
        RegisterStep, day_reminder_due, digest_due, joining_details_overdue, register_step, roster_due,
        week_reminder_due,
    },
    times::LONDON,
};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("a time")
}

/// Tuesday 12 January 2027, 10am in London.
const START: &str = "2027-01-12T10:00";

#[test]
fn a_week_before_means_seven_days_to_two() {
    for (now, booked, due) in [
        ("2027-01-05T09:59", "2026-12-01T09:00", false),
        ("2027-01-05T10:00", "2026-12-01T09:00", true),
        ("2027-01-05T10:00", "2027-01-05T10:00", true),
        ("2027-01-05T10:01", "2027-01-05T10:01", false),
        ("2027-01-10T09:59", "2026-12-01T09:00", true),
        ("2027-01-10T10:00", "2026-12-01T09:00", false),
        ("2027-01-12T11:00", "2026-12-01T09:00", false),
    ] {
        assert_eq!(week_reminder_due(at(START), at(booked), at(now)), due, "{now} {booked}");
    }
}

#[test]
fn a_day_before_ends_with_the_day_and_waits_until_people_can_join() {
    for (now, booked, can_join, due) in [
        ("2027-01-11T09:59", "2026-12-01T09:00", true, false),
        ("2027-01-11T10:00", "2026-12-01T09:00", true, true),
        ("2027-01-11T10:00", "2026-12-01T09:00", false, false),
        ("2027-01-11T23:59", "2026-12-01T09:00", true, true),
        ("2027-01-12T00:00", "2026-12-01T09:00", true, false),
        ("2027-01-11T12:00", "2027-01-11T11:00", true, false),
    ] {
        let due_now = day_reminder_due(at(START), LONDON, at(booked), can_join, at(now));
        assert_eq!(due_now, due, "{now} {booked} {can_join}");
        if can_join && booked.starts_with("2026") {
            assert_eq!(roster_due(at(START), LONDON, at(now)), due, "{now}");
        }
    }
}

#[test]
fn joining_details_are_due_at_five_on_the_third_working_day_before() {
    // Monday 11 January: the third working day before is Wednesday 6 January.
    let start = at("2027-01-11T10:00");
    for (now, overdue) in [
        ("2027-01-06T16:59", false),
        ("2027-01-06T17:00", true),
        ("2027-01-11T09:59", true),
        ("2027-01-11T10:00", false),
    ] {
        assert_eq!(joining_details_overdue(start, at(now)), overdue, "{now}");
    }
}

#[test]
fn a_digest_goes_out_from_monday_seven_in_london_for_two_days() {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    // Monday 29 March 2027 is the first in summer time: 07:00 in London is 06:00 UTC.
    assert_eq!(digest_due(at("2027-03-29T05:59")), None);
    let week = digest_due(at("2027-03-29T06:00")).expect("a digest");
    assert_eq!((week.first_day, week.last_day), (day("2027-03-22"), day("2027-03-28")));
    assert_eq!((week.from, week.until), (at("2027-03-22T00:00"), at("2027-03-28T23:00")));
    assert_eq!(digest_due(at("2027-03-31T05:59")), Some(week));
    assert_eq!(digest_due(at("2027-03-31T06:00")), None);
    assert_eq!(digest_due(at("2027-04-04T12:00")), None);
}

#[test]
fn an_open_register_is_asked_for_on_the_next_working_day_again_after_three_and_then_the_coordinators_hear() {
    use RegisterStep::{Asked, AskedAgain, Told};
    // Over on Friday 18 December 2026; Christmas and Boxing Day (its substitute on the Monday) are no working days.
    let over = "2026-12-18T13:00";
    for (now, step) in [
        ("2026-12-18T13:00", None),
        ("2026-12-20T12:00", None),
        ("2026-12-21T06:59", None),
        ("2026-12-21T07:00", Some(Asked)),
        ("2026-12-24T06:59", Some(Asked)),
        ("2026-12-24T07:00", Some(AskedAgain)),
        ("2026-12-31T06:59", Some(AskedAgain)),
        ("2026-12-31T07:00", Some(Told)),
        ("2027-06-01T07:00", Some(Told)),
    ] {
        assert_eq!(register_step(at(over), at(now)), step, "{now}");
    }
}
