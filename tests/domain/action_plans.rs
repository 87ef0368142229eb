//! Action plans: when they are written, what is taken, who sees them, when one is reminded.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use training_ladder::domain::{
    access::Relation,
    action_plans::{
        ActionInput, ActionState, Sharing, checked, due_from, is_due, put_off, reminder_due, shown, told,
        why_not_written,
    },
    ids::{Id, PlannedActionId},
    words::{BookingState, Word},
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn action(text: &str) -> ActionInput {
    ActionInput {
        id: None,
        text: text.to_owned(),
        by: day("2027-02-02"),
        state: ActionState::Planned,
        note: None,
    }
}

fn id(number: u128) -> PlannedActionId {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

#[test]
fn it_is_written_once_the_course_has_begun_or_was_attended() {
    let (start, before, after) =
        (at("2027-01-12T10:00:00Z"), at("2027-01-12T09:59:59Z"), at("2027-01-12T10:00:00Z"));
    for state in BookingState::ALL {
        let may = |now, has_one| why_not_written(*state, start, now, has_one).is_none();
        let attended = matches!(state, BookingState::Attended | BookingState::PartlyAttended);
        assert_eq!(may(before, false), attended, "{state} before");
        assert_eq!(may(after, false), attended || *state == BookingState::Booked, "{state} after");
        assert!(may(before, true) && may(after, true), "what was written stays theirs: {state}");
    }
}

#[test]
fn line_breaks_become_spaces_and_notes_keep_theirs() {
    let typed =
        ActionInput { note: Some(" It went\r\nwell. ".to_owned()), ..action(" Ask\n each \r\nfamily ") };
    let kept = checked(&[typed], &[], day("2027-01-12")).expect("a plan");
    assert_eq!((kept[0].text.as_str(), kept[0].note.as_deref()), ("Ask each family", Some("It went\nwell.")));
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let wrong = [
        ActionInput { id: Some(id(9)), ..action("") },
        ActionInput { by: day("2038-01-01"), ..action(&"x".repeat(301)) },
        ActionInput { id: Some(id(1)), ..action("once") },
        ActionInput { id: Some(id(1)), note: Some("x".repeat(501)), ..action("twice") },
    ];
    let errors = checked(&wrong, &[id(1)], day("2027-01-12")).expect_err("nothing of it");
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    let expected = [
        "actions[0].id",
        "actions[0].text",
        "actions[1].by",
        "actions[1].text",
        "actions[3].id",
        "actions[3].note",
    ];
    assert_eq!(fields, expected);
    let six: Vec<ActionInput> = (0..6).map(|_| action("one more")).collect();
    assert_eq!(checked(&six, &[], day("2027-01-12")).expect_err("six")[0].field, "actions");
    assert!(checked(&six[..5], &[], day("2027-01-12")).is_ok());
}

#[test]
fn whoever_it_is_not_shared_with_has_nothing_to_do_with_it() {
    let everything =
        Relation { own: true, manages: true, trains: true, booked: true, leads: true, member: true };
    let none = Relation::default();
    for (trainer, manager) in [(false, false), (true, false), (false, true), (true, true)] {
        let narrowed = Sharing { trainer, manager }.narrowed(everything);
        assert_eq!(narrowed, Relation { own: true, trains: trainer, manages: manager, ..none });
        assert_eq!(Sharing { trainer, manager }.narrowed(none), none);
    }
}

#[test]
fn one_is_reminded_on_the_day_where_the_session_is() {
    let (london, auckland): (Tz, Tz) = (Tz::Europe__London, Tz::Pacific__Auckland);
    for (now, zone, due) in [
        ("2027-06-01T05:59:59Z", london, false),
        ("2027-06-01T06:00:00Z", london, true),
        ("2027-06-01T22:59:59Z", london, true),
        ("2027-06-01T23:00:00Z", london, false),
        ("2027-05-31T18:59:59Z", auckland, false),
        ("2027-05-31T19:00:00Z", auckland, true),
        ("2027-06-01T11:59:59Z", auckland, true),
        ("2027-06-01T12:00:00Z", auckland, false),
    ] {
        assert_eq!(reminder_due(day("2027-06-01"), zone, at(now)), due, "{now} {zone}");
    }
    assert_eq!(due_from(day("2027-06-01"), london), Some(at("2027-06-01T06:00:00Z")));
}

#[test]
fn only_what_is_planned_waits_for_a_word() {
    let today = day("2027-02-02");
    for state in ActionState::ALL {
        let waits = *state == ActionState::Planned;
        assert_eq!(is_due(*state, today, today), waits);
        assert_eq!(is_due(*state, day("2027-01-01"), today), waits);
        assert!(!is_due(*state, day("2027-02-03"), today));
    }
    assert_eq!(put_off(today), day("2027-02-09"));
}

#[test]
fn it_is_told_as_a_reflection() {
    assert_eq!(shown(ActionState::Dropped), "no longer");
    assert_eq!(told("Ask each family.", ActionState::Done, None), "Ask each family: done.");
    let note = Some("It took\ntwo meetings.");
    assert_eq!(told("Ask", ActionState::Changed, note), "Ask: changed. It took two meetings.");
}
