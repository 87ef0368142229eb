//! Every pair of states, against the table in the domain's own words.

use chrono::{TimeDelta, TimeZone, Utc};
use training_ladder::domain::{
    booking_states::{
        active, at_first_start, change, has_result, holds_place, merged, next_states, reopened, shown,
        upcoming,
    },
    words::{BookingState, Word},
};

const TABLE: &str = "
    requested → booked, declined, lapsed, cancelled
    booked → cancelled, released, attended, partly_attended, no_show
    waitlisted → offered, booked, requested, cancelled
    offered → booked, requested, waitlisted, cancelled
";

fn allowed(from: BookingState, to: BookingState) -> bool {
    TABLE.lines().filter_map(|line| line.split_once('→')).any(|(left, right)| {
        left.trim() == from.as_str() && right.split(',').any(|word| word.trim() == to.as_str())
    })
}

#[test]
fn every_pair_is_as_the_table_says() {
    let mut pairs = 0;
    for from in BookingState::ALL {
        for to in BookingState::ALL {
            let changed = change(*from, *to);
            assert_eq!(changed.is_ok(), allowed(*from, *to), "{from} → {to}");
            if let Ok(state) = changed {
                assert_eq!(state, *to);
                pairs += 1;
            }
        }
    }
    assert_eq!(pairs, 17);
}

#[test]
fn a_refused_change_names_what_is_possible() {
    let words = |from, to| change(from, to).unwrap_err().to_string();
    assert_eq!(
        words(BookingState::Requested, BookingState::Attended),
        "a booking that is requested cannot become attended; possible: booked, declined, lapsed, cancelled"
    );
    assert_eq!(
        words(BookingState::Cancelled, BookingState::Booked),
        "a booking that is cancelled cannot become booked; nothing can follow it"
    );
}

#[test]
fn what_each_state_counts_as() {
    // state, active, holds a place, upcoming, has a result, reopened, at the first start
    type Row = (&'static str, bool, bool, bool, bool, &'static str, Option<&'static str>);
    let rows: &[Row] = &[
        ("requested", true, true, true, false, "requested", Some("lapsed")),
        ("booked", true, true, true, false, "booked", None),
        ("waitlisted", true, false, false, false, "waitlisted", Some("cancelled")),
        ("offered", true, true, true, false, "offered", Some("cancelled")),
        ("declined", false, false, false, false, "declined", None),
        ("lapsed", false, false, false, false, "lapsed", None),
        ("cancelled", false, false, false, false, "cancelled", None),
        ("released", false, false, false, false, "released", None),
        ("attended", false, true, false, true, "booked", None),
        ("partly_attended", false, true, false, true, "booked", None),
        ("no_show", false, true, false, true, "booked", None),
    ];
    let now = Utc.with_ymd_and_hms(2027, 1, 12, 10, 0, 0).unwrap();
    assert_eq!(rows.len(), BookingState::ALL.len());
    for (word, is_active, holds, is_upcoming, result, after_reopening, at_start) in rows {
        let state = BookingState::from_word(word).unwrap();
        assert_eq!(active(state), *is_active, "{word} active");
        assert_eq!(holds_place(state), *holds, "{word} holds a place");
        assert_eq!(upcoming(state, now + TimeDelta::hours(1), now), *is_upcoming, "{word} upcoming");
        assert_eq!(has_result(state), *result, "{word} result");
        assert_eq!(reopened(state).as_str(), *after_reopening, "{word} reopened");
        assert_eq!(merged(state), result.then_some(BookingState::Cancelled), "{word} merged");
        assert_eq!(at_first_start(state).map(Word::as_str), *at_start, "{word} at the start");
        if let Some(next) = at_first_start(state) {
            assert!(next_states(state).contains(&next), "{word} at the start is in the table");
        }
        assert!(!shown(state).is_empty());
    }
}

#[test]
fn upcoming_ends_with_the_last_date() {
    let end = Utc.with_ymd_and_hms(2027, 1, 12, 13, 0, 0).unwrap();
    for (seconds, expected) in [(-1, true), (0, false), (1, false)] {
        assert_eq!(
            upcoming(BookingState::Booked, end, end + TimeDelta::seconds(seconds)),
            expected,
            "{seconds}"
        );
    }
}
