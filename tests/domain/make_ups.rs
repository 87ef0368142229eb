//! Making up for a missed date in a sister set.

use training_ladder::domain::{
    make_ups::{DateInSet, NotMadeUp, check_make_up},
    words::SessionState,
};

use super::facts::{at, id};

fn date(session: u128, number: i32, start: &str) -> DateInSet {
    let starts_at = at(start);
    DateInSet {
        session: id(session),
        course: id(9),
        state: SessionState::Published,
        number,
        starts_at,
        ends_at: starts_at + chrono::TimeDelta::minutes(90),
        cancelled: false,
    }
}

type Change = fn(&mut DateInSet);
type Row = (&'static str, Change, (i64, i32), &'static str, Result<(), NotMadeUp>);

#[test]
fn the_same_date_of_a_sister_set_once_it_is_over() {
    let rows: [Row; 10] = [
        ("as it should be", |_| {}, (7, 10), "2027-02-10 15:30", Ok(())),
        ("the last place", |_| {}, (9, 10), "2027-02-10 15:30", Ok(())),
        ("full", |_| {}, (10, 10), "2027-02-10 15:30", Err(NotMadeUp::Full)),
        ("a minute before its end", |_| {}, (7, 10), "2027-02-10 15:29", Err(NotMadeUp::NotOver)),
        (
            "before the missed date",
            |other| other.ends_at = at("2027-01-01 10:00"),
            (7, 10),
            "2027-02-02 09:59",
            Err(NotMadeUp::NotMissed),
        ),
        (
            "its own group",
            |other| other.session = id(1),
            (7, 10),
            "2027-02-10 15:30",
            Err(NotMadeUp::SameGroup),
        ),
        (
            "another course",
            |other| other.course = id(8),
            (7, 10),
            "2027-02-10 15:30",
            Err(NotMadeUp::OtherCourse),
        ),
        (
            "another date",
            |other| other.number = 3,
            (7, 10),
            "2027-02-10 15:30",
            Err(NotMadeUp::OtherNumber { missed: 2, other: 3 }),
        ),
        (
            "called off",
            |other| other.cancelled = true,
            (7, 10),
            "2027-02-10 15:30",
            Err(NotMadeUp::CalledOff),
        ),
        (
            "its session called off",
            |other| other.state = SessionState::Cancelled,
            (7, 10),
            "2027-02-10 15:30",
            Err(NotMadeUp::CalledOff),
        ),
    ];
    for (what, change, there, now, expected) in rows {
        let missed = date(1, 2, "2027-02-02 10:00");
        let mut other = date(2, 2, "2027-02-10 14:00");
        change(&mut other);
        assert_eq!(check_make_up(&missed, &other, there, at(now)), expected, "{what}");
    }
}
