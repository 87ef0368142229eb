//! CPD minutes and the sentence that says where they come from.

use training_ladder::domain::cpd::{Time, award, share};

fn time(attended: i32, took_place: i32, whole: i32) -> Time {
    Time { attended, took_place, whole }
}

#[test]
fn a_full_share_is_exact_and_any_other_is_rounded_down_to_five() {
    for (cpd, attended, scheduled, expected) in [
        (180, 180, 180, 180),
        (137, 180, 180, 137), // full: not rounded
        (137, 181, 180, 137),
        (137, 179, 180, 135),
        (180, 144, 180, 140),
        (180, 145, 180, 145),
        (180, 149, 180, 145),
        (180, 150, 180, 150),
        (150, 100, 180, 80), // 83.3
        (180, 5, 180, 5),
        (180, 4, 180, 0),
        (180, 0, 180, 0),
        (180, -1, 180, 0),
        (180, 10, 0, 0),
        (0, 180, 180, 0),
        (-5, 180, 180, 0),
        (540, 450, 540, 450),
        (i32::MAX, i32::MAX - 1, i32::MAX, i32::MAX - 2),
    ] {
        assert_eq!(share(cpd, time(attended, scheduled, 180)), expected, "{cpd} × {attended} ÷ {scheduled}");
    }
}

#[test]
fn a_full_share_is_in_the_proportion_of_what_took_place_and_never_more_than_it() {
    for (cpd, attended, took_place, whole, expected, what) in [
        (165, 60, 60, 180, 55, "an hour of three"),
        (165, 61, 61, 180, 55, "rounded down to the minute: 55.9"),
        (165, 62, 62, 180, 56, "rounded down to the minute: 56.8"),
        (165, 240, 240, 180, 165, "longer: never more than the course's"),
        (165, 200, 240, 180, 135, "part of a longer one: of what took place"),
        (165, 30, 60, 180, 25, "part of a shorter one: 27.5, to five"),
        (540, 450, 450, 540, 450, "one of six dates called off"),
        (540, 360, 450, 540, 360, "and one of the others missed"),
        (200, 60, 60, 180, 60, "never more than took place"),
        (200, 58, 60, 180, 55, "nor than was attended"),
        (165, 60, 60, 0, 60, "no length known: what took place"),
    ] {
        assert_eq!(share(cpd, time(attended, took_place, whole)), expected, "{what}");
    }
}

#[test]
fn the_basis_says_how_it_was_worked_out() {
    for (cpd, time, dates, minutes, basis) in [
        (
            150,
            time(180, 180, 180),
            1,
            150,
            "Attended all 3 hours: the course's full 2 hours 30 minutes of CPD, breaks not counted.",
        ),
        (
            150,
            time(150, 180, 180),
            1,
            125,
            "Attended 2 hours 30 minutes of 3 hours: that share of the course's 2 hours 30 minutes of CPD, breaks not counted, rounded down to 5 minutes.",
        ),
        (
            540,
            time(450, 540, 540),
            6,
            450,
            "Attended 7 hours 30 minutes of 9 hours over 6 dates: that share of the course's 9 hours of CPD, breaks not counted, rounded down to 5 minutes.",
        ),
        (
            540,
            time(540, 540, 540),
            6,
            540,
            "Attended all 9 hours over 6 dates: the course's full 9 hours of CPD, breaks not counted.",
        ),
        (
            165,
            time(60, 60, 180),
            1,
            55,
            "Attended all 1 hour of a course of 3 hours: that share of the course's 2 hours 45 minutes of CPD, breaks not counted.",
        ),
        (
            165,
            time(30, 60, 180),
            1,
            25,
            "Attended 30 minutes of 1 hour of a course of 3 hours: that share of the course's 2 hours 45 minutes of CPD, breaks not counted, rounded down to 5 minutes.",
        ),
        (
            200,
            time(180, 180, 180),
            1,
            180,
            "Attended all 3 hours: the course's 3 hours 20 minutes of CPD, breaks not counted, and no more than the time there was.",
        ),
        (180, time(0, 180, 180), 1, 0, "Did not attend, so no CPD time was earned."),
    ] {
        let award = award(cpd, time, dates);
        assert_eq!((award.minutes, award.basis.as_str()), (minutes, basis));
    }
}
