//! Every step from every state by every side, against the table in plain words.

use training_ladder::domain::{
    commissions::{
        RequestInput, Side, Sides, check_length, check_request, follow, is_open, is_over, shown, shown_to,
        take,
    },
    words::{CommissionState, CommissionStep, Word},
};

const ASKER: Sides = Sides { asker: true, team: false };
const TEAM: Sides = Sides { asker: false, team: true };
const BOTH: Sides = Sides { asker: true, team: true };
const NEITHER: Sides = Sides { asker: false, team: false };

/// Step, side, from where, to where.
const TABLE: &str = "
    propose         team     enquiry proposed agreed     → proposed
    ask_for_change  asker    proposed agreed             → enquiry
    accept          asker    proposed                    → agreed
    decline         asker    proposed                    → declined
    decline         team     enquiry proposed            → declined
    withdraw        asker    enquiry proposed agreed     → withdrawn
    schedule        team     agreed                      → scheduled
    deliver         program  scheduled                   → delivered
    reopen          program  delivered closed            → scheduled
    call_off        program  scheduled                   → agreed
    close           team     delivered                   → closed
";

fn expected(step: CommissionStep, side: &str, from: CommissionState) -> Option<CommissionState> {
    TABLE.lines().filter_map(|line| line.split_once('→')).find_map(|(left, right)| {
        let mut words = left.split_whitespace();
        let fits = words.next() == Some(step.as_str())
            && words.next() == Some(side)
            && words.any(|word| word == from.as_str());
        fits.then(|| CommissionState::from_word(right.trim()).expect("a state"))
    })
}

#[test]
fn every_step_from_every_state_by_every_side() {
    let mut taken = 0;
    for &state in CommissionState::ALL {
        for &step in CommissionStep::ALL {
            for (side, sides) in [("asker", ASKER), ("team", TEAM), ("nobody", NEITHER)] {
                let got = take(state, step, sides);
                assert_eq!(got.ok(), expected(step, side, state), "{step} of {state} by {side}");
                taken += usize::from(got.is_ok());
                let listed = sides.possible(state).contains(&step);
                assert_eq!(listed, got.is_ok(), "{step} of {state} is listed for {side}");
            }
            let either = expected(step, "asker", state).or(expected(step, "team", state));
            assert_eq!(take(state, step, BOTH).ok(), either, "{step} of {state} by a coordinator who asked");
            assert_eq!(follow(state, step), expected(step, "program", state), "{step} follows in {state}");
        }
    }
    assert_eq!(taken, 14);
}

#[test]
fn a_refused_step_says_what_is_possible() {
    let rows = [
        (
            CommissionState::Proposed,
            CommissionStep::Schedule,
            ASKER,
            "This request is waiting for an answer to the proposal, so scheduling it is not possible. \
             You can ask for a change, accept the proposal, decline or withdraw it.",
        ),
        (
            CommissionState::Proposed,
            CommissionStep::Accept,
            TEAM,
            "This request is waiting for an answer to the proposal, so accepting the proposal is not possible. \
             You can propose something or decline.",
        ),
        (
            CommissionState::Scheduled,
            CommissionStep::Withdraw,
            ASKER,
            "This request is scheduled, so withdrawing it is not possible. \
             It goes on when the register of its session is closed.",
        ),
        (
            CommissionState::Closed,
            CommissionStep::Propose,
            TEAM,
            "This request is closed, so proposing something is not possible. \
             It is over; ask anew if training is wanted.",
        ),
    ];
    for (state, step, sides, words) in rows {
        assert_eq!(take(state, step, sides).unwrap_err().to_string(), words);
    }
}

#[test]
fn what_each_state_leaves_open() {
    let rows = [
        ("enquiry", true, false),
        ("proposed", true, false),
        ("agreed", true, false),
        ("declined", false, true),
        ("withdrawn", false, true),
        ("scheduled", false, false),
        ("delivered", false, false),
        ("closed", false, true),
    ];
    assert_eq!(rows.len(), CommissionState::ALL.len());
    for (word, open, over) in rows {
        let state = CommissionState::from_word(word).expect("a state");
        assert_eq!((is_open(state), is_over(state)), (open, over), "{word}");
    }
}

#[test]
fn a_list_is_as_long_as_the_course_takes() {
    for (capacity, would_be, fits) in [(20, 19, true), (20, 20, true), (20, 21, false), (0, 1, false)] {
        assert_eq!(check_length("Bespoke", capacity, would_be).is_ok(), fits, "{would_be} of {capacity}");
    }
    assert_eq!(
        check_length("Bespoke team session", 20, 22).unwrap_err().to_string(),
        "Bespoke team session takes at most 20 people, and this would make 22. Take 2 off the list first."
    );
}

type Change = fn(&mut RequestInput);

#[test]
fn a_request_begins_with_its_aims() {
    let asked = RequestInput { aims: " Calmer meetings ".to_owned(), ..RequestInput::default() };
    assert_eq!(check_request(asked.clone()).expect("right").aims, "Calmer meetings");
    let rows: [(&str, Change); 7] = [
        ("aims", |ask| ask.aims = "  ".to_owned()),
        ("course", |ask| ask.course = Some("No Slug".to_owned())),
        ("group_size", |ask| ask.group_size = Some(0)),
        ("group_size", |ask| ask.group_size = Some(1_001)),
        ("phone", |ask| ask.ring_me = true),
        ("phone", |ask| ask.phone = Some("12 34".to_owned())),
        ("place", |ask| ask.place = Some("two\nlines".to_owned())),
    ];
    for (field, change) in rows {
        let mut wrong = asked.clone();
        change(&mut wrong);
        let errors = check_request(wrong).expect_err(field);
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field]);
    }
    let ring = RequestInput { ring_me: true, phone: Some("0113 496 0000".to_owned()), ..asked };
    assert!(check_request(ring).is_ok());
}

#[test]
fn each_side_reads_who_is_waited_for() {
    let both = |state| (shown_to(Side::Asker, state), shown_to(Side::Team, state));
    assert_eq!(
        both(CommissionState::Proposed),
        ("waiting for your answer", "waiting for the manager’s answer")
    );
    assert_eq!(both(CommissionState::Enquiry), ("waiting for our proposal", "waiting for your proposal"));
    let agreed = CommissionState::Agreed;
    assert_eq!(both(agreed), (shown(agreed), shown(agreed)));
}
