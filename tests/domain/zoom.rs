use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    ids::{BookingId, DateId, RowId},
    joining::Joining,
    times::LONDON,
    words::Delivery,
    zoom::{
        Guest, Meeting, Next, Registrant, RegistrantState, Step, Told, Trouble, Wanted, mark, next,
        wait_after,
    },
};
use uuid::Uuid;

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect("a time")
}

fn date() -> DateId {
    DateId::from_uuid(Uuid::from_u128(1))
}

fn booking(number: u128) -> BookingId {
    BookingId::from_uuid(Uuid::from_u128(number))
}

fn guest(number: u128) -> Guest {
    Guest { booking: booking(number), name: "Ada Adams".to_owned(), email: format!("{number}@example.org") }
}

fn registrant(number: u128, state: RegistrantState) -> Registrant {
    let row = RowId::from_uuid(Uuid::from_u128(number));
    Registrant { row, booking: booking(number), state, registrant_id: Some(format!("reg-{number}")) }
}

fn meeting() -> Meeting {
    Meeting {
        topic: "Introduction".to_owned(),
        starts_at: at("2027-01-12T10:00"),
        ends_at: at("2027-01-12T13:00"),
    }
}

fn wanted(guests: &[u128]) -> Wanted {
    let guests = guests.iter().map(|number| guest(*number)).collect();
    Wanted { meeting: true, as_it_is: meeting(), zone: LONDON, guests }
}

fn made(registrants: Vec<Registrant>) -> Told {
    Told { meeting_id: Some("7".to_owned()), meeting: Some(meeting()), registrants, ..Told::default() }
}

/// The call that comes next, as a word.
fn word(wanted: &Wanted, told: &Told, now: &str) -> String {
    match next(date(), wanted, told, at(now)) {
        Next::Nothing => "nothing".to_owned(),
        Next::At(then) => format!("at {}", then.format("%dT%H:%M")),
        Next::Do(step) => match step {
            Step::Find { .. } => "find".to_owned(),
            Step::Make { .. } => "make".to_owned(),
            Step::Change { .. } => "change".to_owned(),
            Step::Delete { .. } => "delete".to_owned(),
            Step::Register { guest, .. } => format!("register {}", guest.email),
            Step::Cancel { registrant_id, .. } => format!("cancel {registrant_id}"),
            Step::Forget { registrant_id, .. } => format!("forget {registrant_id}"),
            Step::Report { .. } => "report".to_owned(),
        },
    }
}

const BEFORE: &str = "2027-01-01T10:00";

#[test]
fn one_call_at_a_time_leads_from_what_stands_to_what_is_to_be() {
    use RegistrantState::{Cancelled, Erased, Live, Refused};
    let off = Wanted { meeting: false, ..wanted(&[]) };
    let maybe = Told { maybe_made: true, ..Told::default() };
    let elsewhere = Meeting { starts_at: at("2027-01-12T09:00"), ..meeting() };
    let moved = Told { meeting: Some(elsewhere), ..made(vec![registrant(2, Live)]) };
    let unclear = Told { meeting: None, ..made(Vec::new()) };
    for (wanted, told, expected) in [
        (wanted(&[2]), Told::default(), "make"),
        (wanted(&[2]), maybe.clone(), "find"),
        (off.clone(), maybe, "find"),
        (off.clone(), Told::default(), "nothing"),
        (off, made(vec![registrant(2, Live)]), "delete"),
        (wanted(&[2]), moved, "change"),
        (wanted(&[2]), unclear, "change"),
        (wanted(&[2, 3]), made(Vec::new()), "register 2@example.org"),
        (wanted(&[2, 3]), made(vec![registrant(2, Live)]), "register 3@example.org"),
        (wanted(&[2, 3]), made(vec![registrant(2, Refused)]), "register 3@example.org"),
        (wanted(&[3]), made(vec![registrant(2, Live), registrant(3, Live)]), "cancel reg-2"),
        (wanted(&[]), made(vec![registrant(2, Cancelled)]), "at 12T13:30"),
        (wanted(&[2]), made(vec![registrant(2, Cancelled)]), "register 2@example.org"),
        (wanted(&[2]), made(vec![registrant(2, Live)]), "at 12T13:30"),
        (wanted(&[2]), made(vec![registrant(2, Erased)]), "forget reg-2"),
    ] {
        assert_eq!(word(&wanted, &told, BEFORE), expected, "{wanted:?} {told:?}");
    }
}

#[test]
fn after_the_end_only_the_report_is_asked_for() {
    let told = made(vec![registrant(2, RegistrantState::Live)]);
    let reported = Told { reported: true, ..told.clone() };
    let off = Wanted { meeting: false, ..wanted(&[]) };
    for (wanted, told, now, expected) in [
        (wanted(&[3]), told.clone(), "2027-01-12T12:59", "cancel reg-2"),
        (wanted(&[3]), told.clone(), "2027-01-12T13:00", "at 12T13:30"),
        (wanted(&[3]), told.clone(), "2027-01-12T13:30", "report"),
        (wanted(&[3]), told.clone(), "2027-01-15T12:59", "report"),
        (wanted(&[3]), told.clone(), "2027-01-15T13:00", "nothing"),
        (wanted(&[3]), reported, "2027-01-12T13:30", "nothing"),
        (off, told, "2027-01-12T13:30", "nothing"),
        (wanted(&[3]), Told::default(), "2027-01-12T13:30", "nothing"),
    ] {
        assert_eq!(word(&wanted, &told, now), expected, "{now}");
    }
}

#[test]
fn what_is_typed_by_hand_wins_and_a_room_needs_no_meeting() {
    let help = Joining { help: Some("Ring us".to_owned()), ..Joining::default() };
    let link = Joining { url: Some("https://zoom.example/j/1".to_owned()), ..Joining::default() };
    for (wanted, delivery, typed, makes) in [
        (true, Delivery::Zoom, None, true),
        (true, Delivery::Zoom, Some(&help), true),
        (true, Delivery::Zoom, Some(&link), false),
        (true, Delivery::Room, None, false),
        (false, Delivery::Zoom, None, false),
    ] {
        assert_eq!(Joining::is_left_to_zoom(typed, wanted, delivery), makes, "{delivery} {typed:?}");
    }
}

#[test]
fn waits_double_up_to_an_hour_or_last_as_long_as_zoom_asks() {
    let away = Trouble::Away("it does not answer".to_owned());
    for (failures, seconds) in [(1, 30), (2, 60), (3, 120), (7, 1_920), (8, 3_600), (50, 3_600)] {
        assert_eq!(wait_after(&away, failures), TimeDelta::seconds(seconds), "{failures}");
    }
    let busy = |wait| Trouble::Busy { wait };
    assert_eq!(wait_after(&busy(Some(TimeDelta::seconds(7))), 5), TimeDelta::seconds(7));
    assert_eq!(wait_after(&busy(Some(TimeDelta::seconds(-7))), 5), TimeDelta::seconds(1));
    assert_eq!(wait_after(&busy(None), 1), TimeDelta::seconds(30));
    assert_eq!(wait_after(&Trouble::NotYet, 9), TimeDelta::minutes(30));
}

#[test]
fn somebody_is_told_at_once_of_what_does_not_mend_itself() {
    let refused = Trouble::Refused("400".to_owned()).to_string();
    let away = Trouble::Away("it answers 503".to_owned()).to_string();
    for (failures, error, told) in [
        (0, None, false),
        (1, Some(&refused), true),
        (0, Some(&refused), false),
        (4, Some(&away), false),
        (5, Some(&away), true),
    ] {
        assert_eq!(
            Trouble::needs_somebody(failures, error.map(String::as_str)),
            told,
            "{failures} {error:?}"
        );
    }
}

#[test]
fn names_are_given_in_two_parts() {
    for (name, first, last) in [
        ("Ada Adams", "Ada", "Adams"),
        ("Ada", "Ada", ""),
        ("Ada de la Cruz", "Ada de la", "Cruz"),
        (" Ada ", "Ada", ""),
    ] {
        let guest = Guest { name: name.to_owned(), ..guest(1) };
        assert_eq!(guest.names(), (first.to_owned(), last.to_owned()));
    }
    assert_eq!(mark(date()), "ladder:00000000-0000-0000-0000-000000000001");
}
