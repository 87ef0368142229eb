//! What stands between somebody and a course they lack.

use training_ladder::domain::{
    held_up::{StandsBefore, stands_before},
    prerequisites::{CompletedCourse, Shortfall, Target},
    times::LONDON,
    words::{BookingState, OrganisationKind},
};

use super::{
    facts::{at, id, on},
    scene::{CIRCLES, INTRODUCTION, SCHOOL, Scene, WHOLE_SCHOOL, member, needs, scene},
};

fn stands(scene: &Scene) -> StandsBefore {
    stands_before(&scene.course, &scene.person, (at("2027-01-12 10:00"), LONDON))
}

fn held(group: u128, shortfall: Shortfall) -> StandsBefore {
    StandsBefore::HeldUp { group: id(group), shortfall }
}

/// A case, what is changed about somebody for whom nothing stands in the way, and where they stand then.
type Case = (&'static str, fn(&mut Scene), StandsBefore);

#[test]
fn everybody_stands_somewhere() {
    let completed =
        |course: u128| CompletedCourse { course: id(course), completed_on: Some(on("2026-06-01")) };
    let cases: &[Case] = &[
        ("has what it asks for", |_| {}, StandsBefore::Free),
        ("never did it", |scene| scene.person.learning.completions.clear(), held(41, Shortfall::Unmet)),
        (
            "did it too long ago",
            |scene| scene.course.groups[0].any_of[0].within_months = Some(3),
            held(41, Shortfall::Lapsed),
        ),
        (
            "lacks two things, and is counted by the first",
            |scene| {
                scene.person.learning.completions.clear();
                scene.course.groups.push(needs(42, Target::Course(id(2)), "Development"));
            },
            held(41, Shortfall::Unmet),
        ),
        (
            "lacks the second",
            |scene| scene.course.groups.push(needs(42, Target::Course(id(2)), "Development")),
            held(42, Shortfall::Unmet),
        ),
        (
            "has booked what it asks for, even after its next date",
            |scene| {
                scene.person.learning.completions.clear();
                scene.holds(BookingState::Booked, 900, INTRODUCTION, "2027-02-02 10:00");
            },
            StandsBefore::Free,
        ),
        (
            "waits for a place on it",
            |scene| {
                scene.holds(BookingState::Waitlisted, 301, CIRCLES, "2027-03-09 10:00");
            },
            StandsBefore::Booked,
        ),
        (
            "is not whom it is for",
            |scene| scene.course.audience.kinds = vec![OrganisationKind::School],
            StandsBefore::NotForThem,
        ),
        (
            "belongs to a trained school, as far as anybody has confirmed",
            |scene| {
                scene.person.memberships = vec![member(SCHOOL, OrganisationKind::School, false)];
                scene.course.groups =
                    vec![needs(43, Target::OrganisationCourse(id(WHOLE_SCHOOL)), "Whole-school training")];
            },
            held(43, Shortfall::Unmet),
        ),
    ];
    for (who, change, expected) in cases {
        assert_eq!(stands(&scene(change)), *expected, "{who}");
    }
    let done = scene(|scene| scene.person.learning.completions.push(completed(CIRCLES)));
    assert_eq!(stands(&done), StandsBefore::Done);
}
