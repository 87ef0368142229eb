//! In what order people stand, and what counts as done.

use chrono::{DateTime, Utc};
use training_ladder::domain::{
    ids::{BookingId, CourseId},
    own_steps::{Completed, Step},
    team_order::{Sorted, TeamOrder, in_order, is_done},
    words::BookingState,
};
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[test]
fn each_order_puts_what_is_missing_last_and_names_decide_between_equals() {
    let (soon, late) = (at("2026-12-01T10:00:00Z"), at("2027-01-12T10:00:00Z"));
    let people = [
        ("dora", Some("town hall"), Some((0, 1, soon))),
        ("cem", None, None),
        ("ben", Some("abbey school"), Some((0, 0, late))),
        ("ada", Some("town hall"), Some((0, 0, soon))),
        ("eve", None, Some((1, 0, soon))),
    ];
    for (order, wanted) in [
        (TeamOrder::Name, ["ada", "ben", "cem", "dora", "eve"]),
        (TeamOrder::Organisation, ["ben", "ada", "dora", "cem", "eve"]),
        (TeamOrder::Next, ["ada", "ben", "dora", "eve", "cem"]),
    ] {
        let sorted = people.iter().map(|(name, organisation, next)| {
            let organisation = organisation.map(str::to_owned);
            (Sorted { name: (*name).to_owned(), organisation, next: *next }, *name)
        });
        assert_eq!(in_order(sorted.collect(), order), wanted, "{order}");
    }
}

#[test]
fn what_was_done_stays_done_when_it_is_booked_again() {
    let done = Completed { course: CourseId::from_uuid(Uuid::nil()), on: None, cpd_minutes: 165 };
    let booked = |before| Step::Has {
        booking: BookingId::from_uuid(Uuid::nil()),
        state: BookingState::Booked,
        before,
    };
    for (step, wanted) in [
        (Step::Done(done), true),
        (Step::CountedBy("2-day course".to_owned()), true),
        (booked(Some(done)), true),
        (booked(None), false),
        (Step::Open(Vec::new()), false),
        (Step::NoDates, false),
        (Step::ByArrangement, false),
        (Step::NotYet { refusals: Vec::new(), by_commission: false }, false),
        (Step::NotThen { refusals: Vec::new() }, false),
    ] {
        assert_eq!(is_done(&step), wanted, "{step:?}");
    }
}
