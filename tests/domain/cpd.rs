//! CPD minutes and the sentence that says where they come from.

use training_ladder::domain::cpd::{award, share};

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
        assert_eq!(share(cpd, attended, scheduled), expected, "{cpd} × {attended} ÷ {scheduled}");
    }
}

#[test]
fn the_basis_says_how_it_was_worked_out() {
    for ((cpd, attended, scheduled, dates), minutes, basis) in [
        (
            (150, 180, 180, 1),
            150,
            "Attended all 3 hours: the course's full 2 CPD hours 30 minutes of active learning, breaks not counted.",
        ),
        (
            (150, 150, 180, 1),
            125,
            "Attended 2 hours 30 minutes of 3 hours: that share of the course's 2 CPD hours 30 minutes of active learning, breaks not counted, rounded down to 5 minutes.",
        ),
        (
            (540, 450, 540, 6),
            450,
            "Attended 7 hours 30 minutes of 9 hours over 6 dates: that share of the course's 9 CPD hours of active learning, breaks not counted, rounded down to 5 minutes.",
        ),
        (
            (540, 540, 540, 6),
            540,
            "Attended all 9 hours over 6 dates: the course's full 9 CPD hours of active learning, breaks not counted.",
        ),
        ((180, 0, 180, 1), 0, "Did not attend, so no CPD time was earned."),
    ] {
        let award = award(cpd, attended, scheduled, dates);
        assert_eq!((award.minutes, award.basis.as_str()), (minutes, basis));
    }
}
