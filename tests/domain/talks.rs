//! Conference days: talks, who was at which, and what that earns.

use training_ladder::domain::{
    attendance::{Mark, ScheduledDate},
    ids::{DateId, RowId},
    input::FieldError,
    talks::{Talk, TalkInput, attended, award, check, check_attended, judged_from, mark},
    words::Outcome,
};
use uuid::Uuid;

use super::facts::{at, id};

fn row(n: u128) -> RowId {
    RowId::from_uuid(Uuid::from_u128(n))
}

/// From nine to four.
fn the_day() -> ScheduledDate {
    ScheduledDate { id: id(1), starts_at: at("2027-01-12 09:00"), ends_at: at("2027-01-12 16:00") }
}

fn talk(n: u128, starts: &str, minutes: i32) -> Talk {
    Talk {
        id: row(n),
        date: the_day().id,
        title: format!("Talk {n}"),
        speaker: None,
        starts_at: at(&format!("2027-01-12 {starts}")),
        minutes,
    }
}

/// Three one after the other, and one beside the second.
fn talks() -> Vec<Talk> {
    vec![talk(1, "09:30", 45), talk(2, "10:30", 60), talk(3, "13:00", 90), talk(4, "10:45", 30)]
}

fn input(starts: &str, minutes: i32) -> TalkInput {
    TalkInput {
        id: None,
        title: "Circles".to_owned(),
        speaker: Some("Sue Sample".to_owned()),
        starts_at: at(&format!("2027-01-12 {starts}")),
        minutes,
    }
}

fn fields(errors: &[FieldError]) -> Vec<&str> {
    errors.iter().map(|error| error.field.as_str()).collect()
}

#[test]
fn talks_lie_within_the_sessions_dates() {
    let dates = [the_day()];
    let found = check(&[input("13:00", 90), input("09:00", 60)], &dates).expect("talks");
    assert_eq!(found.iter().map(|(talk, _)| talk.minutes).collect::<Vec<_>>(), [60, 90], "earliest first");
    for (what, wrong, field) in [
        ("before the day", input("08:59", 30), "talks[0].starts_at"),
        ("beyond its end", input("15:30", 31), "talks[0].starts_at"),
        ("no length", input("10:00", 0), "talks[0].minutes"),
        ("no title", TalkInput { title: " ".to_owned(), ..input("10:00", 30) }, "talks[0].title"),
        ("without end", input("10:00", i32::MAX), "talks[0].starts_at"),
    ] {
        assert_eq!(fields(&check(&[wrong], &dates).expect_err(what)), [field], "{what}");
    }
}

#[test]
fn nobody_is_at_two_talks_at_once() {
    let all = talks();
    let date = the_day().id;
    assert_eq!(check_attended("marks[0]", &all, date, &[row(1), row(2), row(1)]).expect("two").len(), 2);
    for ids in [vec![row(2), row(4)], vec![row(9)]] {
        let error = check_attended("marks[0]", &all, date, &ids).expect_err("refused");
        assert_eq!(error.field, "marks[0].talk_ids");
    }
    let other: DateId = id(2);
    assert!(check_attended("marks[0]", &all, other, &[row(1)]).is_err(), "a talk of another date");
}

#[test]
fn a_days_mark_follows_from_its_talks() {
    let one_track = &talks()[..3];
    for (what, there, expected) in [
        ("none", vec![], (Outcome::Absent, None)),
        ("two of three", vec![0, 1], (Outcome::Partly, Some(105))),
        ("all", vec![0, 1, 2], (Outcome::Present, None)),
    ] {
        let there: Vec<&Talk> = there.into_iter().map(|at: usize| &one_track[at]).collect();
        assert_eq!(mark(&the_day(), one_track, &there), expected, "{what}");
    }
    // As long as the whole day is all of it, however many there were beside.
    let long = [talk(1, "09:00", 420), talk(2, "10:00", 30)];
    assert_eq!(mark(&the_day(), &long, &[&long[0]]), (Outcome::Present, None));
}

#[test]
fn who_was_at_which_talk_is_read_from_the_register() {
    let all = &talks()[..3];
    let seen = |outcome, minutes| vec![Mark::seen(the_day().id, outcome, minutes)];
    let ids =
        |there: Option<Vec<&Talk>>| there.map(|there| there.iter().map(|talk| talk.id).collect::<Vec<_>>());
    for (what, ticked, marks, expected) in [
        ("ticked", vec![row(3), row(1)], seen(Outcome::Partly, Some(135)), Some(vec![row(1), row(3)])),
        ("present, nothing ticked", vec![], seen(Outcome::Present, None), Some(vec![row(1), row(2), row(3)])),
        ("absent", vec![], seen(Outcome::Absent, None), Some(vec![])),
        ("minutes alone", vec![], seen(Outcome::Partly, Some(50)), None),
        ("no mark yet", vec![], vec![], Some(vec![])),
    ] {
        assert_eq!(ids(attended(all, &ticked, &marks)), expected, "{what}");
    }
    assert_eq!(attended(&[], &[], &seen(Outcome::Present, None)), None, "no conference");
}

#[test]
fn cpd_is_the_minutes_of_the_talks_attended() {
    let all = talks();
    let there = |which: &[usize]| which.iter().map(|at| &all[*at]).collect::<Vec<&Talk>>();
    for (what, which, cpd, attended_minutes, minutes, basis) in [
        (
            "two of three",
            &[0_usize, 1][..],
            300,
            105,
            105,
            "Was at 2 of 3 talks, 1 hour 45 minutes together.",
        ),
        ("all", &[0, 1, 2], 300, 420, 195, "Was at all 3 talks, 3 hours 15 minutes together."),
        (
            "never more than the course's",
            &[0, 1, 2],
            180,
            420,
            180,
            "Was at all 3 talks, 3 hours 15 minutes together, counted up to 3 hours.",
        ),
        (
            "nor than they were there",
            &[0, 1],
            300,
            100,
            100,
            "Was at 2 of 3 talks, 1 hour 45 minutes together, counted up to 1 hour 40 minutes.",
        ),
        ("none", &[], 300, 0, 0, "Was at none of the talks, so no CPD time was earned."),
    ] {
        let award = award(cpd, &there(which), 3, attended_minutes);
        assert_eq!((award.minutes, award.basis.as_str()), (minutes, basis), "{what}");
    }
}

#[test]
fn another_talk_of_the_same_length_is_another_result() {
    let all = [talk(1, "09:30", 45), talk(2, "10:30", 45)];
    assert_ne!(judged_from(&all, &[row(1)]), judged_from(&all, &[row(2)]));
    assert_eq!(judged_from(&all, &[row(1)]), judged_from(&[all[1].clone(), all[0].clone()], &[row(1)]));
    assert_eq!(judged_from(&[], &[row(1)]), "");
}
