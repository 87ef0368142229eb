//! Places and the waiting list, one row a boundary.

use training_ladder::domain::{
    ids::BookingId,
    places::{
        Availability, FreePlace, OrderRefused, Reordered, Waiting, Window, after_unanswered, allot,
        availability, held, hold_unconfirmed_until, in_line, offer_until, places_added, places_left,
        position, reorder,
    },
    words::{BookingState, SessionState, Word},
};

use super::facts::{at, id, on};

fn waiting(number: u128, joined_at: &str) -> Waiting {
    Waiting {
        booking: id(number),
        joined_at: at(joined_at),
        displaced: false,
        rank: None,
        skipped: false,
        has_place_elsewhere: false,
        offered_before: Vec::new(),
        auto_book_until: None,
        told_open: false,
    }
}

/// Three who joined in the order of their numbers.
fn three() -> Vec<Waiting> {
    vec![waiting(3, "2027-01-03 09:00"), waiting(1, "2027-01-01 09:00"), waiting(2, "2027-01-02 09:00")]
}

fn with(number: u128, change: impl Fn(&mut Waiting)) -> Vec<Waiting> {
    let mut line = three();
    line.iter_mut().filter(|entry| entry.booking == id(number)).for_each(change);
    line
}

fn numbers(bookings: impl IntoIterator<Item = BookingId>) -> Vec<u128> {
    bookings.into_iter().map(|booking| booking.uuid().as_u128()).collect()
}

fn offered(free: &[FreePlace], line: &[Waiting]) -> Vec<u128> {
    numbers(allot(free, line, false, on("2027-01-05")).offers.into_iter().map(|offer| offer.booking))
}

#[test]
fn held_and_left() {
    assert_eq!(held(BookingState::ALL.iter().copied()), 6);
    for (capacity, held, left) in [(5, 0, 5), (5, 4, 1), (5, 5, 0), (5, 6, 0)] {
        assert_eq!(places_left(capacity, held), left);
        let expected =
            if left == 0 { Availability::Full { waiting: 2 } } else { Availability::Open { left } };
        assert_eq!(availability(capacity, held, 2), expected);
    }
    for (old, new, held, added) in [(5, 8, 5, 3), (5, 8, 3, 3), (5, 8, 7, 1), (5, 4, 3, 0), (5, 5, 5, 0)] {
        assert_eq!(places_added(old, new, held), added, "{old} → {new} with {held}");
    }
}

#[test]
fn a_date_is_bookable_while_it_is_open_and_has_a_place() {
    let open = Window {
        state: SessionState::Published,
        private: false,
        opens_at: Some(at("2027-01-01 09:00")),
        closes_at: Some(at("2027-01-11 12:00")),
        first_start: at("2027-01-12 10:00"),
    };
    let rows = [
        ("as it opens", open, "2027-01-01 09:00", 1, true),
        ("a minute before", open, "2027-01-01 08:59", 1, false),
        ("a minute before it closes", open, "2027-01-11 11:59", 1, true),
        ("as it closes", open, "2027-01-11 12:00", 1, false),
        ("full", open, "2027-01-05 09:00", 0, false),
        ("private", Window { private: true, ..open }, "2027-01-05 09:00", 1, false),
        ("no window", Window { opens_at: None, closes_at: None, ..open }, "2027-01-12 09:59", 1, true),
        ("as it starts", Window { opens_at: None, closes_at: None, ..open }, "2027-01-12 10:00", 1, false),
        (
            "closing after the start",
            Window { closes_at: Some(at("2027-02-01 10:00")), ..open },
            "2027-01-12 10:00",
            1,
            false,
        ),
    ];
    for (case, window, now, left, expected) in rows {
        assert_eq!(window.bookable(left, at(now)), expected, "{case}");
    }
    for state in SessionState::ALL {
        let window = Window { state: *state, ..open };
        assert_eq!(window.bookable(1, at("2027-01-05 09:00")), *state == SessionState::Published, "{state}");
    }
}

#[test]
fn the_line_has_an_order() {
    let order = |line: &[Waiting]| numbers(in_line(line).into_iter().map(|entry| entry.booking));
    let rows = [
        ("by joining time", three(), vec![1, 2, 3]),
        ("whom we displaced first", with(3, |entry| entry.displaced = true), vec![3, 1, 2]),
        ("then a coordinator's order", with(3, |entry| entry.rank = Some(1)), vec![3, 1, 2]),
    ];
    for (case, line, expected) in rows {
        assert_eq!(order(&line), expected, "{case}");
    }
    let mut both = with(3, |entry| entry.rank = Some(1));
    both[2].displaced = true;
    assert_eq!(order(&both), vec![2, 3, 1], "displaced before ranked");
    assert_eq!((position(&both, id(3)), position(&both, id(9))), (Some(2), None));
}

#[test]
fn a_line_is_reordered_as_a_whole_or_not_at_all() {
    let order = |numbers: &[u128]| numbers.iter().map(|number| id(*number)).collect::<Vec<BookingId>>();
    let moved = |booking, from, to| Reordered { booking: id(booking), from, to };
    let not_the_line = |missing: &[u128], not_waiting: &[u128]| OrderRefused::NotTheLine {
        missing: order(missing),
        not_waiting: order(not_waiting),
    };
    let third_displaced = with(3, |entry| entry.displaced = true);
    let rows = [
        ("last to first", three(), vec![3, 1, 2], Ok(vec![moved(3, 3, 1), moved(1, 1, 2), moved(2, 2, 3)])),
        ("as it is", three(), vec![1, 2, 3], Ok(vec![moved(1, 1, 1), moved(2, 2, 2), moved(3, 3, 3)])),
        ("nobody waits", Vec::new(), Vec::new(), Ok(Vec::new())),
        ("somebody missing", three(), vec![3, 1], Err(not_the_line(&[2], &[]))),
        ("a stranger", three(), vec![3, 1, 2, 9], Err(not_the_line(&[], &[9]))),
        ("both", three(), vec![3, 9, 1], Err(not_the_line(&[2], &[9]))),
        ("one twice", three(), vec![3, 1, 2, 1], Err(OrderRefused::NamedTwice(id(1)))),
        (
            "displaced first, the rest in this order",
            third_displaced.clone(),
            vec![3, 2, 1],
            Ok(vec![moved(3, 1, 1), moved(2, 3, 2), moved(1, 2, 3)]),
        ),
        ("before the displaced", third_displaced, vec![1, 3, 2], Err(OrderRefused::BeforeDisplaced(id(1)))),
    ];
    for (case, line, asked, expected) in rows {
        assert_eq!(reorder(&line, &order(&asked)), expected, "{case}");
    }
}

#[test]
fn a_free_place_goes_to_the_first_in_line_who_can_be_offered_it() {
    let (new, passed) = (FreePlace::New, FreePlace::Passed(id(70)));
    let rows = [
        ("the first in line", vec![new], three(), vec![1]),
        ("nobody is skipped without reason", vec![new, new], three(), vec![1, 2]),
        ("one offer a person", vec![new, new, new, new], three(), vec![1, 2, 3]),
        ("skipped after two unanswered offers", vec![new], with(1, |entry| entry.skipped = true), vec![2]),
        (
            "a place elsewhere meanwhile",
            vec![new],
            with(1, |entry| entry.has_place_elsewhere = true),
            vec![2],
        ),
        (
            "not the same place twice",
            vec![passed],
            with(1, |entry| entry.offered_before = vec![id(70)]),
            vec![2],
        ),
        (
            "another place keeps the position",
            vec![new],
            with(1, |entry| entry.offered_before = vec![id(70)]),
            vec![1],
        ),
        (
            "another passed place too",
            vec![passed],
            with(1, |entry| entry.offered_before = vec![id(71)]),
            vec![1],
        ),
        (
            "a passed place and a new one at once",
            vec![passed, new],
            with(1, |entry| entry.offered_before = vec![id(70)]),
            vec![2, 1],
        ),
        ("no place", vec![], three(), vec![]),
        ("no line", vec![new], vec![], vec![]),
    ];
    for (case, free, line, expected) in rows {
        assert_eq!(offered(&free, &line), expected, "{case}");
    }
}

#[test]
fn an_exhausted_line_leaves_the_place_open_to_all() {
    let mut line = three();
    for entry in &mut line {
        entry.offered_before = vec![id(70)];
    }
    let allotment = allot(&[FreePlace::Passed(id(70)), FreePlace::New], &line, false, on("2027-01-05"));
    assert_eq!((allotment.offers.len(), allotment.open_to_all, allotment.tell_open.len()), (1, 1, 0));
    assert_eq!(allotment.offers[0].place, FreePlace::New);
}

#[test]
fn within_three_working_days_nothing_is_offered_and_all_are_told_once() {
    let mut line = with(2, |entry| entry.told_open = true);
    line[0].skipped = true;
    let allotment = allot(&[FreePlace::New], &line, true, on("2027-01-05"));
    assert!(allotment.offers.is_empty());
    assert_eq!(allotment.open_to_all, 1);
    assert_eq!(numbers(allotment.tell_open), vec![3, 1]);
    assert!(allot(&[], &line, true, on("2027-01-05")).tell_open.is_empty(), "nothing free, nobody told");
}

#[test]
fn book_me_automatically_lasts_to_the_end_of_its_day() {
    for (until, expected) in
        [(None, false), (Some("2027-01-04"), false), (Some("2027-01-05"), true), (Some("2027-01-06"), true)]
    {
        let line = with(1, |entry| entry.auto_book_until = until.map(on));
        let allotment = allot(&[FreePlace::New], &line, false, on("2027-01-05"));
        assert_eq!(allotment.offers[0].auto_book, expected, "{until:?}");
    }
}

#[test]
fn the_second_unanswered_offer_skips() {
    for (before, unanswered, skipped) in [(0, 1, false), (1, 2, true), (2, 3, true)] {
        let kept = after_unanswered(before);
        assert_eq!((kept.unanswered, kept.skipped), (unanswered, skipped));
    }
}

#[test]
fn an_offer_after_its_date_was_moved() {
    let had = at("2027-01-05 17:00");
    for (case, start, until) in [
        ("later: it keeps its time", "2027-03-02 10:00", had),
        ("earlier, but after it ends", "2027-01-05 17:01", had),
        ("before it would end: until the start", "2027-01-05 10:00", at("2027-01-05 10:00")),
    ] {
        assert_eq!(offer_until(had, at(start)), until, "{case}");
    }
}

#[test]
fn two_places_are_held_for_people_whose_address_is_not_confirmed() {
    let now = at("2026-11-03 09:00");
    let far = at("2026-12-03 09:00");
    for (already, starts, until) in [
        (0, far, Some(at("2026-11-03 09:15"))),
        (1, far, Some(at("2026-11-03 09:15"))),
        (2, far, None),
        (20, far, None),
        // Never beyond the start.
        (0, at("2026-11-03 09:10"), Some(at("2026-11-03 09:10"))),
    ] {
        assert_eq!(hold_unconfirmed_until(already, now, starts), until, "{already} {starts}");
    }
}
