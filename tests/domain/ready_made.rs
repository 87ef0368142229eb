//! Ready-made drafts hold what a course and a ladder may hold, and build on earlier steps alone.

use training_ladder::domain::{
    courses::{CourseInput, check_course, parse_slug},
    ladders::{LadderInput, RungInput, check_ladder},
    ready_made::{READY_LADDERS, ready_course, ready_ladder},
};

#[test]
fn every_draft_can_be_made_as_it_stands() {
    for ladder in READY_LADDERS {
        let rungs =
            ladder.steps.iter().map(|step| RungInput { id: None, name: step.step.to_owned() }).collect();
        let input = LadderInput {
            slug: ladder.slug.to_owned(),
            name: ladder.name.to_owned(),
            summary: ladder.summary.to_owned(),
            position: 1,
            rungs: Some(rungs),
        };
        assert!(check_ladder(&input, &[]).is_ok(), "{}", ladder.slug);
        assert_eq!(ready_ladder(ladder.slug), Some(ladder));
        for (at, step) in ladder.steps.iter().enumerate() {
            let input = CourseInput {
                slug: step.slug.to_owned(),
                title: step.title.to_owned(),
                summary: step.summary.to_owned(),
                audience: step.audience.to_owned(),
                outcomes: step.outcomes.iter().map(|outcome| (*outcome).to_owned()).collect(),
                delivery: step.delivery,
                duration_minutes: step.minutes,
                cpd_minutes: step.cpd,
                capacity: step.capacity,
                enough_percent: 80,
                enough_dates: None,
                notice_days: 3,
            };
            assert!(check_course(&input).is_ok(), "{}", step.slug);
            assert_eq!(ready_course(step.slug), Some(step));
            assert!(parse_slug("slug", step.slug).is_ok());
            for need in step.needs.iter().flat_map(|group| *group) {
                let earlier = &ladder.steps[..at];
                assert!(
                    earlier.iter().any(|one| one.slug == need.course),
                    "{} needs {}",
                    step.slug,
                    need.course
                );
            }
        }
    }
}

#[test]
fn the_five_steps_are_those_of_the_field() {
    let steps = READY_LADDERS[0].steps;
    let lengths: Vec<i64> = steps.iter().map(|step| step.minutes).collect();
    assert_eq!(lengths, [180, 150, 150, 90, 120]);
    let asked_for: Vec<bool> = steps.iter().map(|step| step.by_commission).collect();
    assert_eq!(asked_for, [false, false, false, true, true]);
    assert_eq!((steps[3].cpd, steps[4].capacity), (6 * 90, 20));
}
