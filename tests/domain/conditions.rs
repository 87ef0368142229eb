//! Conditions, one row a boundary. The later session is on Tuesday 19 January 2027 at 10:00.

use training_ladder::domain::{
    conditions::{
        ConditionFacts, FailureFacts, NextMove, Outcome, Replacement, Verdict, after_judging,
        judge_condition, next_move,
    },
    eligibility::NewCondition,
    prerequisites::{GroupJudgement, Judgement, Shortfall},
    words::BookingState,
};

use super::facts::{at, id};

const START: &str = "2027-01-19 10:00";

fn facts(earlier_state: BookingState, ends: &str, changed_by_us: bool) -> ConditionFacts {
    ConditionFacts {
        earlier_state,
        earlier_ends_at: at(ends),
        changed_by_us,
        later_starts_at: at(START),
        later_moved_by_us: false,
    }
}

#[test]
fn a_condition_is_judged_by_how_the_earlier_booking_stands() {
    use BookingState::{
        Attended, Booked, Cancelled, Declined, Lapsed, NoShow, Offered, PartlyAttended, Released, Requested,
        Waitlisted,
    };
    let (theirs, ours) = (Verdict::Failed { ours: false }, Verdict::Failed { ours: true });
    let in_time = "2027-01-12 13:00";
    let rows = [
        (Attended, in_time, false, Verdict::Fulfilled),
        (Booked, in_time, false, Verdict::Holds),
        (Requested, in_time, false, Verdict::Holds),
        (Booked, START, false, Verdict::Holds),
        (Booked, "2027-01-19 10:01", false, theirs),
        (Booked, "2027-01-19 10:01", true, ours),
        (Cancelled, in_time, false, theirs),
        (Cancelled, in_time, true, ours),
        (Released, in_time, false, theirs),
        (Declined, in_time, false, theirs),
        (Lapsed, in_time, false, theirs),
        (Waitlisted, in_time, true, ours),
        (Offered, in_time, false, theirs),
        (PartlyAttended, in_time, false, theirs),
        (NoShow, in_time, false, theirs),
        (NoShow, in_time, true, theirs),
    ];
    for (state, ends, by_us, expected) in rows {
        let verdict = judge_condition(&facts(state, ends, by_us), at("2027-01-15 09:00"));
        assert_eq!(verdict, expected, "{state} ending {ends}, by us: {by_us}");
    }
}

#[test]
fn a_register_not_yet_closed_fails_nothing() {
    // The earlier course ended on the 12th; days later its register is still open.
    assert_eq!(
        judge_condition(&facts(BookingState::Booked, "2027-01-12 13:00", false), at("2027-01-18 09:00")),
        Verdict::Holds
    );
}

#[test]
fn bringing_the_later_session_forward_is_our_doing() {
    let moved =
        ConditionFacts { later_moved_by_us: true, ..facts(BookingState::Booked, "2027-01-20 13:00", false) };
    assert_eq!(judge_condition(&moved, at("2027-01-15 09:00")), Verdict::Failed { ours: true });
}

#[test]
fn once_the_later_session_has_started_nothing_is_released() {
    let no_show = facts(BookingState::NoShow, "2027-01-12 13:00", false);
    let attended = facts(BookingState::Attended, "2027-01-12 13:00", false);
    for (facts, now, expected) in [
        (no_show, "2027-01-19 09:59", Verdict::Failed { ours: false }),
        (no_show, START, Verdict::Moot),
        (attended, START, Verdict::Fulfilled),
    ] {
        assert_eq!(judge_condition(&facts, at(now)), expected, "{now}");
    }
}

#[test]
fn two_working_days_to_put_it_right_and_the_clock_stops_for_an_objection() {
    // Told on Tuesday 12 January at noon: until Thursday 14th, 17:00.
    let told = "2027-01-12 12:00";
    let wait = |until: &str| NextMove::Wait { until: Some(at(until)) };
    let waiting = NextMove::Wait { until: None };
    let day = |from: &str, until: Option<&str>| vec![(at(from), until.map(at))];
    let rows = [
        (Replacement::NotOwed, vec![], "2027-01-14 16:59", wait("2027-01-14 17:00")),
        (Replacement::NotOwed, vec![], "2027-01-14 17:00", NextMove::JudgeAgain),
        (Replacement::NotOwed, day("2027-01-13 09:00", None), "2027-01-18 09:00", waiting),
        (
            Replacement::NotOwed,
            day("2027-01-13 09:00", Some("2027-01-13 12:00")),
            "2027-01-14 17:00",
            wait("2027-01-15 17:00"),
        ),
        (
            Replacement::NotOwed,
            day("2027-01-13 09:00", Some("2027-01-13 12:00")),
            "2027-01-15 17:00",
            NextMove::JudgeAgain,
        ),
        (Replacement::Owed, vec![], "2027-01-12 12:00", NextMove::OfferReplacement),
        (Replacement::Owed, vec![], "2027-01-18 12:00", NextMove::OfferReplacement),
        (Replacement::Offered(at("2027-01-12 12:00")), vec![], "2027-01-14 16:59", wait("2027-01-14 17:00")),
        (
            Replacement::Offered(at("2027-01-12 12:00")),
            vec![],
            "2027-01-14 17:00",
            NextMove::CountAsTurnedDown,
        ),
        (
            Replacement::Offered(at("2027-01-12 12:00")),
            day("2027-01-13 09:00", None),
            "2027-01-18 09:00",
            waiting,
        ),
        (Replacement::Offered(at("2027-01-12 12:00")), vec![], START, NextMove::LeaveAlone),
        (
            Replacement::TurnedDown(at("2027-01-13 12:00")),
            vec![],
            "2027-01-15 16:59",
            wait("2027-01-15 17:00"),
        ),
        (Replacement::TurnedDown(at("2027-01-13 12:00")), vec![], "2027-01-15 17:00", NextMove::JudgeAgain),
        (Replacement::NotOwed, vec![], START, NextMove::LeaveAlone),
        (Replacement::Owed, vec![], START, NextMove::LeaveAlone),
    ];
    for (replacement, objections, now, expected) in rows {
        let facts = FailureFacts {
            told_at: at(told),
            replacement,
            objections: &objections,
            later_starts_at: at(START),
        };
        assert_eq!(next_move(&facts, at(now)), expected, "{replacement:?} at {now}");
    }
}

#[test]
fn judged_again_the_place_is_kept_on_what_stands_now_or_released() {
    let judged = |group: u128, judgement| GroupJudgement { group: id(group), judgement };
    let met = judged(1, Judgement::Met { by: id(9) });
    let waived = judged(2, Judgement::Waived);
    let planned = judged(3, Judgement::Planned { depends_on: id(7), by: id(9) });
    let unmet = judged(4, Judgement::Unmet(Shortfall::Unmet));
    let also_unmet = judged(5, Judgement::Unmet(Shortfall::Unmet));
    let condition = NewCondition { group: id(3), depends_on: id(7) };
    let keep = |conditions, open| Outcome::Keep { conditions, open };
    let release = |unmet| Outcome::Release { unmet };
    let rows = [
        (vec![met, waived], vec![], keep(vec![], vec![])),
        (vec![met, planned], vec![], keep(vec![condition], vec![])),
        (vec![met, planned, unmet], vec![], release(vec![id(4)])),
        // What we owe a replacement for releases nothing, and hides nothing else that is lacking.
        (vec![met, planned, unmet], vec![id(4)], keep(vec![condition], vec![id(4)])),
        (vec![unmet, also_unmet], vec![id(4)], release(vec![id(5)])),
        (vec![met, waived], vec![id(1)], keep(vec![], vec![])),
    ];
    for (groups, kept, expected) in rows {
        assert_eq!(after_judging(&groups, &kept), expected);
    }
}
