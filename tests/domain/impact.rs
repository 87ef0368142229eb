//! When it is asked what became of a course, of whom, and what may be answered.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    feedback::LinkKind,
    impact::{ASKED_WITHIN, Impact, ImpactSide, ImpactStage, LONGEST_WORDS, PlanStanding},
    words::Word as _,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

#[test]
fn when_it_is_due() {
    for (stage, ended, due) in [
        (ImpactStage::Weeks6, "2027-01-12T13:00:00Z", "2027-02-23T13:00:00Z"),
        (ImpactStage::Months6, "2027-01-12T13:00:00Z", "2027-07-12T13:00:00Z"),
        // A month that has no such day ends on its last.
        (ImpactStage::Months6, "2027-08-31T13:00:00Z", "2028-02-29T13:00:00Z"),
    ] {
        let (ended, due) = (at(ended), at(due));
        assert_eq!(stage.due(ended), due);
        for (now, wanted) in [
            (due - TimeDelta::seconds(1), false),
            (due, true),
            (due + ASKED_WITHIN - TimeDelta::seconds(1), true),
            (due + ASKED_WITHIN, false),
        ] {
            assert_eq!(stage.is_asked(ended, now), wanted, "{stage} {now}");
        }
    }
}

#[test]
fn every_link_asks_one_thing_of_one_side() {
    let mut kinds = Vec::new();
    for stage in ImpactStage::ALL {
        for side in ImpactSide::ALL {
            let kind = stage.link(*side);
            assert_eq!(kind.asks(), Some((*stage, *side)));
            kinds.push(kind);
        }
    }
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds.len() + 1, LinkKind::ALL.len());
    assert_eq!(LinkKind::Feedback.asks(), None);
}

#[test]
fn what_may_be_answered() {
    let fields = |in_use, difference, words: &str, plan| -> Vec<String> {
        let read = Impact::read(in_use, difference, Some(words), plan);
        read.err().unwrap_or_default().into_iter().map(|error| error.field).collect()
    };
    let long = "w".repeat(LONGEST_WORDS);
    let plan = Some(PlanStanding::Done);
    for (answer, wrong) in [
        (fields(Some(1), Some(5), "", plan), &[][..]),
        (fields(Some(1), Some(5), &long, plan), &[]),
        (fields(None, Some(5), "", plan), &["answers.in_use"]),
        (
            fields(Some(0), Some(6), &format!("{long}w"), None),
            &["answers.in_use", "answers.difference", "answers.words", "plan"],
        ),
    ] {
        assert_eq!(answer, wrong);
    }
}
