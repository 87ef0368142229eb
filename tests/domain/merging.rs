//! Which bookings stay when two records of one person become one.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    ids::Id,
    merging::{ActiveBooking, FinishedBooking, plan, results_that_go},
    sessions::Span,
    words::{BookingOrigin, BookingState},
};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    "2026-11-03T09:00:00Z".parse().unwrap()
}

fn booking(id: u128, session: u128, course: u128, days: i64, state: BookingState) -> ActiveBooking {
    let starts_at = now() + TimeDelta::days(days);
    ActiveBooking {
        id: Id::from_uuid(Uuid::from_u128(id)),
        reference: id.to_string(),
        session: Id::from_uuid(Uuid::from_u128(session)),
        course: Id::from_uuid(Uuid::from_u128(course)),
        state,
        origin: BookingOrigin::Self_,
        dates: vec![Span { starts_at, ends_at: starts_at + TimeDelta::hours(3) }],
    }
}

#[test]
fn of_two_on_one_session_the_more_advanced_stays() {
    use BookingState::{Booked, Offered, Requested, Waitlisted};
    for (from, into, goes) in [
        (Booked, Waitlisted, 2),
        (Requested, Offered, 2),
        (Offered, Waitlisted, 2),
        (Waitlisted, Booked, 1),
        (Requested, Booked, 1),
        (Booked, Booked, 1),
    ] {
        let plan = plan(&[booking(1, 7, 8, 10, from)], &[booking(2, 7, 8, 10, into)], now());
        assert_eq!(plan.cancel[0].0, Id::from_uuid(Uuid::from_u128(goes)), "{from} {into}");
        assert_eq!(plan.clashes, []);
    }
}

#[test]
fn what_one_person_could_not_hold_is_named() {
    use BookingState::{Booked, Waitlisted};
    let one = booking(1, 7, 8, 10, Booked);
    let mut by_us = booking(2, 17, 8, 20, Booked);
    by_us.origin = BookingOrigin::Coordinator;
    for (other, clash) in [
        (booking(2, 17, 8, 20, Booked), true),
        (by_us, false),
        (booking(2, 17, 18, 20, Booked), false),
        (booking(2, 17, 18, 10, Booked), true),
        (booking(2, 17, 18, 10, Waitlisted), false),
        (booking(2, 17, 8, -20, Booked), false),
    ] {
        let plan = plan(std::slice::from_ref(&one), std::slice::from_ref(&other), now());
        assert_eq!(!plan.clashes.is_empty(), clash, "{other:?}");
        assert_eq!(plan.cancel, []);
    }
}

#[test]
fn nobody_waits_for_a_course_on_which_they_hold_a_place() {
    use BookingState::{Booked, Offered, Requested, Waitlisted};
    // Those of the record that goes, those of the one that stays, and which of them ends for which.
    for (from, into, ends) in [
        ((8, 20, Waitlisted), (8, 10, Booked), Some((1, 2))),
        ((8, 20, Offered), (8, 10, Requested), Some((1, 2))),
        ((8, 10, Booked), (8, 20, Waitlisted), Some((2, 1))),
        ((8, 20, Waitlisted), (8, -10, Booked), None),
        ((8, 20, Waitlisted), (18, 10, Booked), None),
        ((8, 20, Waitlisted), (8, 10, Waitlisted), None),
    ] {
        let one = booking(1, 7, from.0, from.1, from.2);
        let other = booking(2, 17, into.0, into.1, into.2);
        let plan = plan(&[one], &[other], now());
        let id = |number| Id::from_uuid(Uuid::from_u128(number));
        let expected: Vec<_> = ends.into_iter().map(|(waits, place)| (id(waits), id(place))).collect();
        assert_eq!(plan.stop_waiting, expected, "{from:?} {into:?}");
        assert_eq!(plan.clashes, [], "{from:?} {into:?}");
        assert_eq!(plan.cancel, []);
    }
}

#[test]
fn of_two_results_the_better_one_counts_once() {
    use BookingState::{Attended, NoShow, PartlyAttended};
    let result = |number, (state, certified, cpd_minutes)| FinishedBooking {
        id: Id::from_uuid(Uuid::from_u128(number)),
        reference: number.to_string(),
        session: Id::from_uuid(Uuid::from_u128(7)),
        state,
        certified,
        cpd_minutes,
    };
    // Of the record that goes, of the one that stays, and whose result goes.
    for (from, into, goes) in [
        ((Attended, true, 165), (PartlyAttended, false, 60), 2),
        ((NoShow, false, 0), (PartlyAttended, false, 60), 1),
        ((NoShow, false, 0), (Attended, true, 165), 1),
        ((Attended, true, 160), (Attended, false, 165), 2),
        ((PartlyAttended, false, 90), (PartlyAttended, false, 60), 2),
        ((Attended, true, 165), (Attended, true, 165), 1),
    ] {
        let gone = results_that_go(&[result(1, from)], &[result(2, into)]);
        assert_eq!(gone.len(), 1);
        assert_eq!(gone[0].0, Id::from_uuid(Uuid::from_u128(goes)), "{from:?} {into:?}");
        assert_ne!(gone[0].0, gone[0].1);
    }
    let mut elsewhere = result(2, (Attended, true, 165));
    elsewhere.session = Id::from_uuid(Uuid::from_u128(8));
    assert_eq!(results_that_go(&[result(1, (Attended, true, 165))], &[elsewhere]), []);
}
