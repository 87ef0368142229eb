//! What the person's other bookings bar, about the scene of `scene.rs`.

use training_ladder::domain::{
    eligibility::Booker,
    words::{BookingState, Word},
};

use super::{
    facts::at,
    scene::{CIRCLES, SESSION, scene},
};

/// state, the person's other booking (session, course, start), who books, codes
const OTHER_BOOKINGS: &str = "
    booked      here      mine  2027-01-12 10:00  themselves   already_booked
    requested   here      mine  2027-01-12 10:00  themselves   already_booked
    waitlisted  here      mine  2027-01-12 10:00  themselves   already_booked
    offered     here      mine  2027-01-12 10:00  themselves   already_booked
    cancelled   here      mine  2027-01-12 10:00  themselves   -
    booked      here      mine  2027-01-12 10:00  coordinator  already_booked
    booked      elsewhere mine  2027-03-09 10:00  themselves   already_booked_course
    requested   elsewhere mine  2027-03-09 10:00  themselves   already_booked_course
    booked      elsewhere mine  2027-03-09 10:00  to_wait      already_booked_course
    booked      elsewhere mine  2027-03-09 10:00  manager      already_booked_course
    booked      elsewhere mine  2027-03-09 10:00  coordinator  -
    booked      elsewhere mine  2027-03-09 10:00  commission   -
    offered     elsewhere mine  2027-03-09 10:00  themselves   -
    waitlisted  elsewhere mine  2027-03-09 10:00  themselves   -
    waitlisted  elsewhere mine  2027-03-09 10:00  to_wait      -
    cancelled   elsewhere mine  2027-03-09 10:00  themselves   -
    booked      elsewhere mine  2026-11-10 10:00  themselves   -
    booked      elsewhere other 2027-03-09 10:00  themselves   -
    booked      elsewhere other 2027-01-12 11:00  themselves   overlapping
    booked      elsewhere other 2027-01-12 11:00  coordinator  overlapping
    requested   elsewhere other 2027-01-12 11:00  themselves   overlapping
    waitlisted  elsewhere other 2027-01-12 11:00  themselves   overlapping
    offered     elsewhere other 2027-01-12 11:00  themselves   overlapping
    cancelled   elsewhere other 2027-01-12 11:00  themselves   -
    booked      elsewhere other 2027-01-12 07:30  themselves   -
    booked      elsewhere other 2027-01-12 07:31  themselves   overlapping
    booked      elsewhere other 2027-01-12 12:29  themselves   overlapping
    booked      elsewhere other 2027-01-12 12:30  themselves   -
    waitlisted  elsewhere mine  2027-01-12 11:00  themselves   -
    offered     elsewhere mine  2027-01-12 11:00  themselves   -
    waitlisted  elsewhere mine  2027-01-12 11:00  to_wait      overlapping
    booked      elsewhere mine  2027-01-12 11:00  themselves   already_booked_course,overlapping
";

#[test]
fn one_upcoming_booking_a_course_and_none_at_the_same_time() {
    for row in OTHER_BOOKINGS.lines().filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [state, place, course, day, time, who, codes] = cells[..] else { panic!("{row}") };
        let scene = scene(|s| {
            s.holds(
                BookingState::from_word(state).unwrap(),
                if place == "here" { SESSION } else { 301 },
                if course == "mine" { CIRCLES } else { 8 },
                &format!("{day} {time}"),
            );
            s.request.joins_waitlist = who == "to_wait";
            s.request.by = match who {
                "manager" => Booker::Manager,
                "coordinator" => Booker::Coordinator,
                "commission" => Booker::Commission,
                _ => Booker::Themselves,
            };
        });
        let expected: Vec<&str> = codes.split(',').filter(|code| *code != "-").collect();
        assert_eq!(scene.codes(), expected, "{row}");
    }
}

#[test]
fn what_a_coordinator_or_a_commission_booked_bars_no_second_booking() {
    let scene =
        scene(|s| s.holds(BookingState::Booked, 301, CIRCLES, "2027-03-09 10:00").beside_the_limit = true);
    assert_eq!(scene.codes(), [""; 0]);
}

#[test]
fn the_booking_that_is_moved_or_accepted_counts_against_nothing() {
    let moved = scene(|s| {
        s.request.own = Some(s.holds(BookingState::Booked, 301, CIRCLES, "2027-01-12 11:00").id);
    });
    assert_eq!(moved.codes(), [""; 0]);
    let accepted = scene(|s| {
        s.request.own = Some(s.holds(BookingState::Offered, SESSION, CIRCLES, "2027-01-12 10:00").id);
        s.session.booking_closes_at = Some(at("2026-11-30 09:00"));
    });
    assert_eq!(accepted.codes(), [""; 0], "what was offered is honoured after booking has closed");
}
