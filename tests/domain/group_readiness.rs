//! How a group stands, and what would make it ready.

use Readiness::{Lacking as Lacks, Planned, Ready};
use training_ladder::domain::{
    group_readiness::{Fix, Helping, Lacking, Readiness, Verdict, fixes, readiness, review},
    prerequisites::{Group, GroupJudgement, Judgement, Requirement, Shortfall, Target},
    sessions::Span,
};

use super::facts::{id, span};

/// How somebody stood before, and how they stand now.
type Member = (Option<Readiness>, Readiness);
/// What, who lacks something, which sessions there are, and which of them help.
type Case = (&'static str, Vec<Lacking>, Vec<Helping>, Vec<Fix>);

#[test]
fn the_weakest_group_decides() {
    let met = Judgement::Met { by: id(1) };
    let planned = Judgement::Planned { depends_on: id(2), by: id(1) };
    let unmet = Judgement::Unmet(Shortfall::Unmet);
    let rows: [(&[Judgement], Readiness); 7] = [
        (&[], Ready),
        (&[met], Ready),
        (&[met, Judgement::Waived], Ready),
        (&[met, planned], Planned),
        (&[unmet, met], Lacks),
        (&[planned, unmet], Lacks),
        (&[Judgement::Unmet(Shortfall::Lapsed)], Lacks),
    ];
    for (judgements, expected) in rows {
        let groups: Vec<GroupJudgement> = judgements
            .iter()
            .map(|judgement| GroupJudgement { group: id(9), judgement: *judgement })
            .collect();
        assert_eq!(readiness(&groups), expected, "{judgements:?}");
        assert_eq!(Readiness::from_word(expected.as_str()), Some(expected));
    }
}

#[test]
fn an_agreement_on_condition_is_confirmed_or_reported() {
    let rows: [(&[Member], Verdict); 8] = [
        (&[], Verdict::Met),
        (&[(None, Ready), (Some(Planned), Ready)], Verdict::Met),
        (&[(None, Ready), (Some(Planned), Planned)], Verdict::Waiting),
        (&[(Some(Lacks), Lacks)], Verdict::Waiting),
        (&[(None, Lacks)], Verdict::Waiting),
        (&[(Some(Lacks), Planned)], Verdict::Waiting),
        (&[(Some(Ready), Ready), (Some(Planned), Lacks)], Verdict::Failed(vec![id(2)])),
        (&[(Some(Ready), Lacks), (Some(Planned), Lacks)], Verdict::Failed(vec![id(1), id(2)])),
    ];
    for (members, expected) in rows {
        let members: Vec<_> =
            (1..).zip(members).map(|(number, (before, now))| (id(number), *before, *now)).collect();
        assert_eq!(review(&members), expected, "{members:?}");
    }
}

fn group(number: u128, course: u128) -> Group {
    let requirement = Requirement {
        id: id(number),
        target: Target::Course(id(course)),
        within_months: None,
        label: String::new(),
    };
    Group { id: id(number), any_of: vec![requirement] }
}

#[test]
fn sessions_that_would_help_in_time() {
    let first = [span("2027-03-01 10:00", 90), span("2027-04-05 10:00", 90)];
    let groups = [group(1, 11), group(2, 12)];
    let lacks = |person: u128, groups: &[u128], busy: Vec<Span>| Lacking {
        person: id(person),
        groups: groups.iter().map(|number| id(*number)).collect(),
        busy,
    };
    let session = |number: u128, course: u128, start: &str, places_left: i32| Helping {
        session: id(number),
        course: id(course),
        dates: vec![span(start, 150)],
        places_left,
    };
    let fix = |session: u128, group: u128, people: &[u128], enough_places: bool| Fix {
        session: id(session),
        group: id(group),
        people: people.iter().map(|person| id(*person)).collect(),
        enough_places,
    };
    let two = || vec![lacks(21, &[2], vec![]), lacks(22, &[2], vec![])];
    let rows: Vec<Case> = vec![
        ("nobody lacks", vec![], vec![session(31, 12, "2027-02-01 10:00", 5)], vec![]),
        ("another course", two(), vec![session(31, 13, "2027-02-01 10:00", 5)], vec![]),
        ("in time", two(), vec![session(31, 12, "2027-02-01 10:00", 2)], vec![fix(31, 2, &[21, 22], true)]),
        (
            "too few places",
            two(),
            vec![session(31, 12, "2027-02-01 10:00", 1)],
            vec![fix(31, 2, &[21, 22], false)],
        ),
        ("full", two(), vec![session(31, 12, "2027-02-01 10:00", 0)], vec![]),
        (
            "ends as the set starts",
            two(),
            vec![session(31, 12, "2027-03-01 07:30", 2)],
            vec![fix(31, 2, &[21, 22], true)],
        ),
        ("ends too late", two(), vec![session(31, 12, "2027-03-01 07:31", 2)], vec![]),
        (
            "one is booked at that time",
            vec![lacks(21, &[2], vec![span("2027-02-01 11:00", 30)]), lacks(22, &[2], vec![])],
            vec![session(31, 12, "2027-02-01 10:00", 2)],
            vec![fix(31, 2, &[22], true)],
        ),
        (
            "room for all comes first, then the earliest",
            two(),
            vec![
                session(31, 12, "2027-02-01 10:00", 1),
                session(32, 12, "2027-02-20 10:00", 9),
                session(33, 12, "2027-02-10 10:00", 9),
            ],
            vec![fix(33, 2, &[21, 22], true), fix(32, 2, &[21, 22], true), fix(31, 2, &[21, 22], false)],
        ),
        (
            "each group by its own course",
            vec![lacks(21, &[1, 2], vec![]), lacks(22, &[2], vec![])],
            vec![session(31, 11, "2027-02-01 10:00", 9), session(32, 12, "2027-02-08 10:00", 9)],
            vec![fix(31, 1, &[21], true), fix(32, 2, &[21, 22], true)],
        ),
    ];
    for (what, lacking, sessions, expected) in rows {
        assert_eq!(fixes(&groups, &lacking, &sessions, &first), expected, "{what}");
    }
    assert!(
        fixes(&groups, &two(), &[session(31, 12, "2027-02-01 10:00", 9)], &[]).is_empty(),
        "no dates yet"
    );
}
