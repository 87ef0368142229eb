//! What must be true of places by whom they belong to, broken one rule at a time.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    attendance::ScheduledDate,
    ids::{BookingId, CourseId, DateId, PersonId, SessionId},
    invariants::{Finding, KnownBooking, KnownSession},
    place_invariants::{
        KnownEntry, closed_accounts, strange_calendars, trainers_with_place, waits_beside_place,
    },
    words::{
        BookingState::{self, Attended, Booked, Cancelled, Offered, Requested, Waitlisted},
        SessionState,
    },
};
use uuid::Uuid;

fn now() -> DateTime<Utc> {
    "2027-01-12T12:00:00Z".parse().expect("a time")
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The first is over, the second and third are to come, the fourth was called off.
fn sessions() -> Vec<KnownSession> {
    let session = |number: u128, days: i64, state| KnownSession {
        id: SessionId::from_uuid(id(number)),
        state,
        capacity: 9,
        dates: vec![ScheduledDate {
            id: DateId::from_uuid(id(number)),
            starts_at: now() + TimeDelta::days(days),
            ends_at: now() + TimeDelta::days(days) + TimeDelta::hours(2),
        }],
        dates_changed_at: None,
    };
    vec![
        session(1, -7, SessionState::Published),
        session(2, 7, SessionState::Published),
        session(3, 14, SessionState::Published),
        session(4, 21, SessionState::Cancelled),
    ]
}

/// A booking of person 1 on a session; session 3 is of another course than the rest.
fn booking(number: u128, session: u128, state: BookingState) -> KnownBooking {
    KnownBooking {
        id: BookingId::from_uuid(id(number)),
        reference: format!("REF{number}"),
        session: SessionId::from_uuid(id(session)),
        course: CourseId::from_uuid(id(u128::from(session == 3))),
        person: PersonId::from_uuid(id(1)),
        state,
        beside_the_limit: false,
        created_at: now() - TimeDelta::days(30),
        by_reason: false,
        marks: Vec::new(),
    }
}

fn rules(findings: &[Finding]) -> Vec<&'static str> {
    assert!(findings.iter().all(|finding| finding.detail.contains("REF")), "{findings:?}");
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_closed_account_holds_what_was_kept_for_it_alone() {
    let (waits, holds): (&[&str], &[&str]) = (&["closed_account_waits"], &["closed_account_holds_place"]);
    for (session, state, kept, expected) in [
        (2, Waitlisted, false, waits),
        (2, Offered, false, waits),
        (2, Requested, false, waits),
        (2, Requested, true, waits),
        (2, Booked, false, holds),
        (2, Booked, true, &[]),
        // Over, called off, ended.
        (1, Booked, false, &[]),
        (4, Booked, false, &[]),
        (2, Cancelled, false, &[]),
        (1, Attended, false, &[]),
    ] {
        let bookings = [booking(1, session, state)];
        let kept = bookings.iter().filter(|_| kept).map(|booking| booking.id).collect();
        let closed = HashSet::from([PersonId::from_uuid(id(1))]);
        let findings = closed_accounts(&sessions(), &bookings, &closed, &kept, now());
        assert_eq!(rules(&findings), expected, "{state} on {session}");
        assert_eq!(closed_accounts(&sessions(), &bookings, &HashSet::new(), &kept, now()), vec![]);
    }
}

#[test]
fn nobody_waits_beside_a_place_on_the_same_course() {
    let beside: &[&str] = &["waits_beside_place"];
    let further = |number, course: u128, state| {
        let mut session = sessions()[1].clone();
        session.id = SessionId::from_uuid(id(number));
        let mut booking = booking(number, number, state);
        booking.course = CourseId::from_uuid(id(course));
        (session, booking)
    };
    for (why, place, course, waiting, expected) in [
        ("a place on the course", booking(1, 2, Booked), 0, Waitlisted, beside),
        ("a request", booking(1, 2, Requested), 0, Offered, beside),
        ("another course", booking(1, 2, Booked), 7, Waitlisted, &[][..]),
        ("a place that is over", booking(1, 1, Booked), 0, Waitlisted, &[]),
        ("waiting twice", booking(1, 2, Waitlisted), 0, Waitlisted, &[]),
        ("two places are another rule's", booking(1, 2, Booked), 0, Booked, &[]),
        (
            "a coordinator's",
            KnownBooking { beside_the_limit: true, ..booking(1, 2, Booked) },
            0,
            Waitlisted,
            &[],
        ),
    ] {
        let (session, waits) = further(5, course, waiting);
        let mut all = sessions();
        all.push(session);
        assert_eq!(rules(&waits_beside_place(&all, &[place, waits], now())), expected, "{why}");
    }
}

#[test]
fn a_trainer_holds_no_place_on_what_they_run() {
    let runs = |session: u128, person: u128| {
        HashSet::from([(SessionId::from_uuid(id(session)), PersonId::from_uuid(id(person)))])
    };
    let holds: &[&str] = &["trainer_holds_place"];
    for (state, trainers, expected) in [
        (Booked, runs(2, 1), holds),
        (Waitlisted, runs(2, 1), holds),
        (Cancelled, runs(2, 1), &[]),
        (Attended, runs(2, 1), &[]),
        (Booked, runs(3, 1), &[]),
        (Booked, runs(2, 9), &[]),
    ] {
        assert_eq!(rules(&trainers_with_place(&[booking(1, 2, state)], &trainers)), expected, "{state}");
    }
}

#[test]
fn calendars_are_at_addresses_of_their_holders() {
    let entry = |session: u128, email: &str| KnownEntry {
        booking: BookingId::from_uuid(id(1)),
        date: DateId::from_uuid(id(session)),
        uid: "uid-1".to_owned(),
        email: email.to_owned(),
    };
    let addresses = HashSet::from([(PersonId::from_uuid(id(1)), "ada@work.example".to_owned())]);
    let strange: &[&str] = &["calendar_at_strange_address"];
    for (session, state, email, expected) in [
        (2, Booked, "ada@work.example", &[][..]),
        (2, Booked, "Ada@Work.example", &[]),
        (2, Booked, "ada@before.example", strange),
        (1, Booked, "ada@before.example", &[]),
        (4, Booked, "ada@before.example", &[]),
        (2, Cancelled, "ada@before.example", &[]),
    ] {
        let (bookings, entries) = ([booking(1, session, state)], [entry(session, email)]);
        let findings = strange_calendars(&sessions(), &bookings, &entries, &addresses, now());
        assert_eq!(rules(&findings), expected, "{email} on {session}, {state}");
    }
}
