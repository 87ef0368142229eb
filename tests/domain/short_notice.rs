//! Who did not come, who gave up too late, and what others read of why.

use chrono::{DateTime, NaiveDate, Utc};
use training_ladder::domain::{
    short_notice::{Absences, Period, is_excused, shown_to_others},
    words::{
        BookingState::{Attended, Booked, Cancelled, NoShow, PartlyAttended, Released},
        CancelReason::{CalledOff, Emergency, HandedOver, Illness, Other},
    },
};

fn at(time: &str) -> DateTime<Utc> {
    time.parse().expect("a time")
}

#[test]
fn places_are_counted_by_how_they_ended() {
    let mut of = Absences::default();
    for (state, short_notice, count) in [
        (Attended, false, 5),
        (PartlyAttended, false, 2),
        (NoShow, false, 3),
        (Cancelled, true, 4),
        (Cancelled, false, 9),
        (Released, false, 1),
        (Booked, false, 1),
    ] {
        of.add(state, short_notice, count);
    }
    assert_eq!(of, Absences { booked: 10, no_show: 3, short_notice: 4, excused: 0 });
    assert_eq!(of.and(of).booked, 20);
    assert!(!of.is_nothing() && Absences::default().is_nothing());
}

#[test]
fn excused_is_who_gave_up_late_for_a_reason_that_excuses() {
    let last = at("2027-01-06T17:00:00Z");
    for (because, given_up, wanted) in [
        (Some(Illness), "2027-01-06T17:00:00Z", true),
        (Some(Emergency), "2027-01-11T08:00:00Z", true),
        (Some(Illness), "2027-01-06T16:59:59Z", false),
        (Some(Other), "2027-01-11T08:00:00Z", false),
        (Some(HandedOver), "2027-01-11T08:00:00Z", false),
        (Some(CalledOff), "2027-01-11T08:00:00Z", false),
        (None, "2027-01-11T08:00:00Z", false),
    ] {
        assert_eq!(is_excused(because, last, at(given_up)), wanted, "{because:?} {given_up}");
    }
}

#[test]
fn others_read_that_it_was_excused_and_never_why() {
    let words = || Some("I am having an operation.".to_owned());
    for because in [Illness, Emergency] {
        assert_eq!(shown_to_others(Some(because), words()).as_deref(), Some("excused"));
        assert_eq!(shown_to_others(Some(because), None).as_deref(), Some("excused"));
    }
    assert_eq!(shown_to_others(Some(Other), words()), None);
    assert_eq!(shown_to_others(None, words()), None);
    let ours = Some("It falls on a holiday.".to_owned());
    assert_eq!(shown_to_others(Some(CalledOff), ours.clone()), ours);
}

#[test]
fn a_period_ends_no_earlier_than_it_begins() {
    let day = |day: &str| day.parse::<NaiveDate>().expect("a day");
    assert!(Period::between(day("2027-01-02"), day("2027-01-01")).is_err());
    assert!(Period::between(day("2027-01-02"), day("2027-01-02")).is_ok());
    assert_eq!(Period::year_to(day("2026-12-31")).from, day("2026-01-01"));
    assert_eq!(Period::year_to(day("2028-02-29")).from, day("2027-03-01"));
}
