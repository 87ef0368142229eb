//! Sessions: what may be changed when, and what may be typed.

use training_ladder::domain::{
    joining::JoiningInput,
    sessions::{
        MAX_CAPACITY, SessionConflict, SessionInput, any_overlap, cancel, check_capacity, check_details,
        close_register, first_start, last_end, parse_capacity, publish, reopen_register,
    },
    words::{Delivery, SessionState},
};

use super::facts::{at, span};

#[test]
fn each_state_allows_what_it_allows() {
    use SessionConflict as No;
    use SessionState::{Cancelled, Delivered, Draft, Published};
    // state, publish, cancel, close the register, reopen it
    let rows = [
        (Draft, Ok(Published), Ok(Cancelled), Err(No::Draft), Err(No::Draft)),
        (Published, Err(No::AlreadyPublished), Ok(Cancelled), Ok(Delivered), Err(No::RegisterOpen)),
        (Cancelled, Err(No::Cancelled), Err(No::Cancelled), Err(No::Cancelled), Err(No::Cancelled)),
        (Delivered, Err(No::Delivered), Err(No::Delivered), Err(No::Delivered), Ok(Published)),
    ];
    let dates = [span("2027-01-12 10:00", 60)];
    for (state, published, cancelled, closed, reopened) in rows {
        assert_eq!(publish(state, &dates, at("2027-01-12 09:59")), published, "{state}");
        assert_eq!(cancel(state), cancelled, "{state}");
        assert_eq!(close_register(state), closed, "{state}");
        assert_eq!(reopen_register(state), reopened, "{state}");
    }
    assert_eq!(publish(Draft, &[], at("2027-01-12 09:00")), Err(No::NoDates));
    assert_eq!(publish(Draft, &dates, at("2027-01-12 10:00")), Err(No::Started));
}

#[test]
fn capacity_is_never_below_what_is_held() {
    for (capacity, held, fits) in [(5, 5, true), (5, 4, true), (4, 5, false)] {
        assert_eq!(check_capacity(capacity, held).is_ok(), fits);
    }
    let refused = check_capacity(4, 5).unwrap_err();
    assert_eq!(refused.code(), "capacity_below_held");
    assert_eq!(refused.to_string(), "5 places are taken, so the capacity cannot be lower than 5.");
    for (capacity, fits) in [
        (0, false),
        (1, true),
        (i64::from(MAX_CAPACITY), true),
        (1001, false),
        (10_000_000, false),
        (i64::MAX, false),
        (-1, false),
    ] {
        assert_eq!(parse_capacity("capacity", capacity).is_ok(), fits, "{capacity}");
    }
}

#[test]
fn dates_that_touch_do_not_overlap() {
    let this = span("2027-01-12 10:00", 60);
    for (start, minutes, expected) in [
        ("2027-01-12 09:00", 60, false),
        ("2027-01-12 09:00", 61, true),
        ("2027-01-12 10:15", 15, true),
        ("2027-01-12 10:59", 60, true),
        ("2027-01-12 11:00", 60, false),
    ] {
        assert_eq!(any_overlap(&[this], &[span(start, minutes)]), expected, "{start}");
    }
    let two = [span("2027-02-12 10:00", 60), this];
    assert_eq!(
        (first_start(&two), last_end(&two)),
        (Some(at("2027-01-12 10:00")), Some(at("2027-02-12 11:00")))
    );
    assert_eq!((first_start(&[]), last_end(&[])), (None, None));
}

fn input() -> SessionInput {
    SessionInput {
        timezone: "Europe/London".to_owned(),
        capacity: 20,
        delivery: Delivery::Zoom,
        location: None,
        joining: None,
        booking_opens_at: None,
        booking_closes_at: None,
    }
}

#[test]
fn what_is_typed_is_checked_all_at_once() {
    let start = Some(at("2027-01-12 10:00"));
    assert!(check_details(&input(), start).is_ok());
    let wrong = SessionInput {
        timezone: "Mars/Olympus".to_owned(),
        capacity: 0,
        location: Some("a".repeat(501)),
        joining: Some(JoiningInput {
            url: Some("http://zoom.example/j/1".to_owned()),
            ..JoiningInput::default()
        }),
        booking_opens_at: Some(at("2027-01-12 10:00")),
        booking_closes_at: Some(at("2027-01-12 10:00")),
        ..input()
    };
    let fields: Vec<String> =
        check_details(&wrong, start).unwrap_err().into_iter().map(|error| error.field).collect();
    assert_eq!(
        fields,
        ["timezone", "capacity", "location", "joining.url", "booking_closes_at", "booking_opens_at"]
    );
    let empty = SessionInput { joining: Some(JoiningInput::default()), ..input() };
    assert_eq!(check_details(&empty, start).unwrap().joining, None, "nothing known yet");
}

#[test]
fn every_conflict_has_a_code_and_a_sentence() {
    use SessionConflict as No;
    let all = [
        No::AlreadyPublished,
        No::Cancelled,
        No::Delivered,
        No::Draft,
        No::RegisterOpen,
        No::NoDates,
        No::Started,
        No::CapacityBelowHeld { held: 1 },
    ];
    let codes: std::collections::HashSet<&str> = all.iter().map(|conflict| conflict.code()).collect();
    assert_eq!(codes.len(), all.len());
    assert!(all.iter().all(|conflict| conflict.to_string().ends_with('.')));
}
