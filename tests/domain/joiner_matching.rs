//! Whom of those booked somebody in a meeting's report is.

use chrono::{DateTime, Utc};
use training_ladder::domain::{
    ids::BookingId,
    joiner_matching::{Expected, Other, is_one_of, match_all, takes_notes},
    joiners::Joiner,
    words::ReportMatch::{self, Ambiguous, Email, Proposed, Unknown},
};
use uuid::Uuid;

fn booking(number: u128) -> BookingId {
    BookingId::from_uuid(Uuid::from_u128(number))
}

/// Those booked, numbered from 1: names with the addresses that are theirs.
fn expected(people: &[(&str, &[&str])]) -> Vec<Expected> {
    (1..)
        .zip(people)
        .map(|(number, (name, addresses))| Expected {
            booking: booking(number),
            name: (*name).to_owned(),
            addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
            unconfirmed: Vec::new(),
        })
        .collect()
}

fn joiner(name: &str, email: Option<&str>) -> Joiner {
    let now: DateTime<Utc> = DateTime::UNIX_EPOCH;
    Joiner {
        key: name.to_owned(),
        line: 1,
        name: name.to_owned(),
        other_names: Vec::new(),
        email: email.map(str::to_owned),
        booking: None,
        spans: vec![(now, now + chrono::TimeDelta::hours(1))],
        most: None,
    }
}

fn one(name: &str, email: Option<&str>, expected: &[Expected]) -> (ReportMatch, Vec<u128>, String) {
    let matched = match_all(&[joiner(name, email)], expected, &[]).remove(0);
    let of = matched.candidates.iter().map(|one| one.booking.uuid().as_u128()).collect();
    let because = matched.candidates.first().map(|one| one.because.clone()).unwrap_or_default();
    (matched.how, of, because)
}

#[test]
fn an_address_tells_and_a_name_only_proposes_with_its_reason() {
    let people = expected(&[
        ("Samuel Okoro", &["sam@x.example", "okoro@home.example"]),
        ("Ada Lovelace", &["ada@x.example"]),
        ("Benjamin Hale", &[]),
        ("Ben Stone", &[]),
        ("Siân Ŵyn", &[]),
    ]);
    for (name, email, how, of, says) in [
        ("iPhone", Some("Okoro@home.example"), Email, vec![], ""),
        ("Samuel Okoro", None, Proposed, vec![1], "The same name."),
        ("Okoro, Samuel", Some("other@x.example"), Proposed, vec![1], "The same name."),
        ("samuel okoro (he/him)", None, Proposed, vec![1], "The same name."),
        ("Sian Wyn", None, Proposed, vec![5], "The same name."),
        ("Sam Okoro", None, Proposed, vec![1], "The same surname, and a similar first name."),
        ("Ada", None, Proposed, vec![2], "The only one of that first name"),
        ("Ada's iPad (2)", None, Proposed, vec![2], "The only one of that first name"),
        ("Hale", None, Proposed, vec![3], "The only one of that surname"),
        ("Benn Hale", None, Proposed, vec![3], "The same surname, and a similar first name."),
        ("Guest", Some("ada.lovelace@home.example"), Proposed, vec![2], "The address reads like the name."),
        ("Ben", None, Proposed, vec![4], "The only one of that first name"),
        ("iPad (2)", None, Unknown, vec![], ""),
        ("Kim Nobody", None, Unknown, vec![], ""),
        ("+44 7700 900123", None, Unknown, vec![], ""),
        ("", None, Unknown, vec![], ""),
        ("Zoom user", None, Unknown, vec![], ""),
    ] {
        let got = one(name, email, &people);
        assert_eq!((got.0, got.1), (how, of), "{name}: {}", got.2);
        assert!(got.2.contains(says), "{name}: {}", got.2);
    }
}

#[test]
fn two_people_of_one_name_are_never_proposed_for_one() {
    let two = expected(&[("Ada Okoro", &["a1@x.example"]), ("Ada Okoro", &["a2@x.example"])]);
    assert_eq!(one("Ada Okoro", None, &two).0, Ambiguous);
    assert_eq!(one("Ada", None, &two).1, [1, 2]);
    // Two of that name in the meeting, one on the list.
    let people = expected(&[("Ada Okoro", &[])]);
    let both = [joiner("Ada Okoro", Some("x@x.example")), joiner("Ada Okoro", Some("y@x.example"))];
    let how: Vec<ReportMatch> = match_all(&both, &people, &[]).iter().map(|matched| matched.how).collect();
    assert_eq!(how, [Ambiguous, Ambiguous]);
    // The control: one of them alone is proposed.
    assert_eq!(match_all(&both[..1], &people, &[])[0].how, Proposed);
}

#[test]
fn whoever_joined_by_their_address_is_met_again_only_by_their_whole_name() {
    let people = expected(&[("Ada Okoro", &["ada@x.example"]), ("Adam Stone", &[])]);
    let all = [
        joiner("Ada Okoro", Some("ada@x.example")),
        joiner("Ada Okoro", None),
        joiner("Ada", None),
        joiner("Okoro", None),
    ];
    let matched = match_all(&all, &people, &[]);
    let how: Vec<ReportMatch> = matched.iter().map(|matched| matched.how).collect();
    assert_eq!(how, [Email, Proposed, Unknown, Unknown]);
    assert!(matched[1].candidates[0].because.contains("perhaps a second device"));
}

#[test]
fn whoever_came_by_the_link_of_their_booking_is_known_by_it() {
    let people = expected(&[("Ada Okoro", &[])]);
    let mut own = joiner("iPhone", None);
    own.booking = Some(booking(1));
    assert_eq!(match_all(&[own.clone()], &people, &[])[0].booking, Some(booking(1)));
    // A link of a place that was given up since tells nothing.
    own.booking = Some(booking(9));
    assert_eq!(match_all(&[own], &people, &[])[0].how, Unknown);
}

#[test]
fn a_changed_name_is_met_by_the_accounts() {
    let people = expected(&[("Ada Okoro", &[])]);
    let mut renamed = joiner("Nightbird", None);
    renamed.other_names = vec!["Ada Okoro".to_owned()];
    assert_eq!(match_all(&[renamed], &people, &[])[0].how, Proposed);
}

#[test]
fn an_address_nobody_confirmed_proposes() {
    let mut people = expected(&[("Ada Okoro", &[])]);
    people[0].unconfirmed = vec!["ada@x.example".to_owned()];
    let (how, of, because) = one("A.", Some("Ada@x.example"), &people);
    assert_eq!((how, of), (Proposed, vec![1]));
    assert!(because.contains("never confirmed"), "{because}");
}

#[test]
fn programs_trainers_phones_and_those_without_a_place_stand_apart() {
    for (name, is) in [
        ("Otter.ai Notetaker", true),
        ("Fireflies.ai Notetaker (Ada)", true),
        ("Ada's Notetaker", true),
        ("read.ai meeting notes", true),
        ("Ada Okoro", false),
        ("Firefly Jones", false),
    ] {
        assert_eq!(takes_notes(&joiner(name, None)), is, "{name}");
    }
    let trainer = [Other { name: "Tess Trainer".to_owned(), addresses: vec!["tess@x.example".to_owned()] }];
    let people = expected(&[("Ada Okoro", &[])]);
    assert!(is_one_of(&joiner("T", Some("Tess@x.example")), &trainer, &people));
    assert!(is_one_of(&joiner("tess trainer", None), &trainer, &people));
    assert!(!is_one_of(&joiner("Tess", None), &trainer, &people));
    let namesake = expected(&[("Tess Trainer", &[])]);
    assert!(
        !is_one_of(&joiner("Tess Trainer", None), &trainer, &namesake),
        "somebody booked has the same name"
    );

    let waited = [Other { name: "Wes Waiting".to_owned(), addresses: vec!["wes@x.example".to_owned()] }];
    let note = |name: &str, email| match_all(&[joiner(name, email)], &people, &waited)[0].note;
    assert!(note("Wes", Some("wes@x.example")).is_some_and(|note| note.contains("no place on this date")));
    assert!(note("+44 7700 900***", None).is_some_and(|note| note.contains("telephone")));
    assert!(note("Call-in User 2", None).is_some_and(|note| note.contains("telephone")));
    assert_eq!(note("Kim Nobody", None), None);
}
