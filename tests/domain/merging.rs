//! Which bookings stay when two records of one person become one.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    ids::Id,
    merging::{ActiveBooking, plan},
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
