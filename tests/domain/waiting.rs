//! What waits for somebody, and what of it presses most.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::waiting::{
    Matter,
    Pressing::{self, Since, Until},
    Waited, waiting,
};

fn now() -> DateTime<Utc> {
    "2026-11-03T09:00:00Z".parse().expect("a time")
}

fn hours(count: i64) -> DateTime<Utc> {
    now() + TimeDelta::hours(count)
}

/// What is shown, what waits, and which of it in what order.
type Case<'c> = (&'c str, &'c [(Waited, Pressing)], &'c [usize]);

#[test]
fn what_would_be_lost_comes_first_and_then_what_is_oldest() {
    let second = TimeDelta::seconds(1);
    let cases: [Case; 8] = [
        ("nothing when there is nothing", &[], &[]),
        ("an offer that has just ended waits no more", &[(Waited::Place, Until(now()))], &[]),
        ("one that ends in a second does", &[(Waited::Place, Until(now() + second))], &[0]),
        (
            "a date that ends in a second is not to be finished yet",
            &[(Waited::Attendance, Since(now() + second))],
            &[],
        ),
        ("one that ends now is", &[(Waited::Attendance, Since(now()))], &[0]),
        (
            "what is lost by waiting comes before what only grows older",
            &[(Waited::Attendance, Since(hours(-500))), (Waited::Yes, Until(hours(900)))],
            &[1, 0],
        ),
        (
            "the soonest to be lost in front, whatever it is",
            &[
                (Waited::Place, Until(hours(20))),
                (Waited::Yes, Until(hours(4))),
                (Waited::HandOver, Until(hours(9))),
            ],
            &[1, 2, 0],
        ),
        (
            "the oldest in front, and of the same age a proposal before attendance",
            &[
                (Waited::Attendance, Since(hours(-2))),
                (Waited::Proposal, Since(hours(-2))),
                (Waited::Dispute, Since(hours(-30))),
            ],
            &[2, 1, 0],
        ),
    ];
    for (case, matters, wanted) in cases {
        let matters = matters.iter().enumerate();
        let matters =
            matters.map(|(about, (waited, pressing))| Matter { waited: *waited, pressing: *pressing, about });
        let order: Vec<usize> = waiting(matters.collect(), now()).iter().map(|matter| matter.about).collect();
        assert_eq!(order, wanted, "{case}");
    }
}
