//! Giving up a place, one row a boundary. The session is on Monday 11 January 2027 at 10:00, notice three days.

use training_ladder::domain::{
    cancellations::{
        consequence, last_moment, last_moment_words, may_still_change, own_reason, short_notice,
    },
    times::LONDON,
    words::{BookingState, CancelReason, Word},
};

use super::facts::at;

#[test]
fn the_last_moment_is_five_on_the_third_working_day_before() {
    let start = at("2027-01-11 10:00");
    let rows =
        [(3, "2027-01-06 17:00"), (1, "2027-01-08 17:00"), (0, "2027-01-11 10:00"), (-1, "2027-01-11 10:00")];
    for (days, expected) in rows {
        assert_eq!(last_moment(start, days), at(expected), "{days}");
    }
    assert_eq!(last_moment_words(last_moment(start, 3), LONDON), "until 5pm, Wednesday 6 January");
}

#[test]
fn whoever_gives_up_a_place_gives_a_reason_of_their_own() {
    for reason in CancelReason::ALL {
        let own = matches!(reason, CancelReason::Other | CancelReason::Illness | CancelReason::Emergency);
        assert_eq!(own_reason(*reason).is_ok(), own, "{reason}");
    }
    let wrong = own_reason(CancelReason::CalledOff).unwrap_err();
    assert_eq!(
        (wrong.field.as_str(), wrong.message.as_str()),
        ("because", "Say illness, emergency or other.")
    );
}

#[test]
fn short_notice_counts_only_a_booked_place_given_up_for_no_grave_reason() {
    let last = at("2027-01-06 17:00");
    let rows = [
        (BookingState::Booked, CancelReason::Other, "2027-01-06 16:59", false),
        (BookingState::Booked, CancelReason::Other, "2027-01-06 17:00", true),
        (BookingState::Booked, CancelReason::Illness, "2027-01-10 09:00", false),
        (BookingState::Booked, CancelReason::Emergency, "2027-01-10 09:00", false),
        (BookingState::Booked, CancelReason::HandedOver, "2027-01-10 09:00", false),
    ];
    for (state, reason, now, expected) in rows {
        assert_eq!(short_notice(state, reason, last, at(now)), expected, "{reason} {now}");
    }
    for state in BookingState::ALL {
        let counted = short_notice(*state, CancelReason::Other, last, at("2027-01-10 09:00"));
        assert_eq!(counted, *state == BookingState::Booked, "{state}");
    }
}

#[test]
fn the_page_says_the_consequence_beforehand() {
    let last = at("2027-01-06 17:00");
    assert_eq!(
        consequence(last, LONDON, at("2027-01-06 16:59")),
        "You can give up your place freely until 5pm, Wednesday 6 January."
    );
    assert!(consequence(last, LONDON, last).contains("at short notice, unless you are ill"));
}

#[test]
fn from_the_start_on_only_a_coordinator_changes_a_booking() {
    let start = at("2027-01-11 10:00");
    for (now, coordinator, expected) in [
        ("2027-01-11 09:59", false, true),
        ("2027-01-11 10:00", false, false),
        ("2027-01-11 10:00", true, true),
    ] {
        assert_eq!(may_still_change(start, at(now), coordinator), expected, "{now} {coordinator}");
    }
}
