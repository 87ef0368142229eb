//! Prerequisites, one row a boundary. The session is on Tuesday 12 January 2027 at 10:00 in London unless said.

use training_ladder::domain::{
    ids::{CourseId, GroupId},
    prerequisites::{
        CompletedCourse, EarlierBooking, FirstDate, Group, HeldCredential, Judgement, LearningRecord,
        MadeDeclaration, OrganisationCourse, Requirement, Shortfall, Standing, Target, judge, judge_group,
    },
    times::LONDON,
    words::{BookingState, RequirementKind, Word},
};

use super::facts::{at, id, on};

const INTRODUCTION: u128 = 1;
const DEVELOPMENT: u128 = 2;
const TWO_DAY: u128 = 11;
const PRACTISED: u128 = 21;
const WHOLE_SCHOOL: u128 = 3;
const SCHOOL: u128 = 31;
const GROUP: u128 = 41;

fn requirement(number: u128, target: Target, within_months: Option<u32>) -> Requirement {
    Requirement { id: id(number), target, within_months, label: String::new() }
}

fn group(any_of: Vec<Requirement>) -> Group {
    Group { id: id(GROUP), any_of }
}

fn introduction(within_months: Option<u32>) -> Group {
    group(vec![requirement(100, Target::Course(id(INTRODUCTION)), within_months)])
}

fn first() -> FirstDate {
    FirstDate::new(at("2027-01-12 10:00"), LONDON)
}

fn standing(record: &LearningRecord) -> Standing<'_> {
    Standing { record, organisation: None, claimed: &[], waived: &[], earlier: &[] }
}

fn completed(course: u128, day: Option<&str>) -> LearningRecord {
    LearningRecord {
        completions: vec![CompletedCourse { course: id(course), completed_on: day.map(on) }],
        ..LearningRecord::default()
    }
}

const MET: Judgement =
    Judgement::Met { by: training_ladder::domain::ids::Id::from_uuid(uuid::Uuid::from_u128(100)) };
const UNMET: Judgement = Judgement::Unmet(Shortfall::Unmet);
const LAPSED: Judgement = Judgement::Unmet(Shortfall::Lapsed);

#[test]
fn windows_are_calendar_months_and_inclusive() {
    // session day, months, completed on, expected
    let rows = [
        ("2027-01-12", Some(24), Some("2025-01-12"), MET),
        ("2027-01-12", Some(24), Some("2025-01-11"), LAPSED),
        ("2027-01-12", Some(24), Some("2025-01-13"), MET),
        ("2027-01-12", Some(1), Some("2026-12-12"), MET),
        ("2027-01-12", Some(1), Some("2026-12-11"), LAPSED),
        // The day of the month is clamped where the month is shorter.
        ("2027-03-31", Some(1), Some("2027-02-28"), MET),
        ("2027-03-31", Some(1), Some("2027-02-27"), LAPSED),
        ("2028-03-31", Some(1), Some("2028-02-29"), MET),
        ("2028-02-29", Some(12), Some("2027-02-28"), MET),
        ("2028-02-29", Some(12), Some("2027-02-27"), LAPSED),
        // Without a window any day will do, and an unknown one too.
        ("2027-01-12", None, Some("1990-01-01"), MET),
        ("2027-01-12", None, None, MET),
        ("2027-01-12", Some(600), None, LAPSED),
        // The same day counts, a later one does not: not even to have lapsed.
        ("2027-01-12", Some(24), Some("2027-01-12"), MET),
        ("2027-01-12", None, Some("2027-01-13"), UNMET),
        ("2027-01-12", Some(24), Some("2027-01-13"), UNMET),
    ];
    for (day, months, completed_on, expected) in rows {
        let first = FirstDate::new(at(&format!("{day} 10:00")), LONDON);
        let record = completed(INTRODUCTION, completed_on);
        let judged = judge_group(&introduction(months), &standing(&record), first);
        assert_eq!(judged, expected, "{day} within {months:?} done {completed_on:?}");
    }
}

#[test]
fn the_first_date_is_a_day_in_the_sessions_own_zone() {
    // 23:30 UTC on 11 July is the 12th in London, and already the 12th in Paris, still the 11th in New York.
    let rows = [
        ("Europe/London", "2025-07-12", MET),
        ("Europe/Paris", "2025-07-12", MET),
        ("Europe/London", "2025-07-11", LAPSED),
        ("America/New_York", "2025-07-11", MET),
    ];
    for (zone, completed_on, expected) in rows {
        let first = FirstDate::new(at("2027-07-11 23:30"), zone.parse().unwrap());
        let record = completed(INTRODUCTION, Some(completed_on));
        assert_eq!(
            judge_group(&introduction(Some(24)), &standing(&record), first),
            expected,
            "{zone} {completed_on}"
        );
    }
}

#[test]
fn each_kind_of_requirement_is_met_by_its_own_fact() {
    let record = LearningRecord {
        completions: vec![CompletedCourse { course: id(INTRODUCTION), completed_on: Some(on("2026-01-01")) }],
        organisation_completions: vec![OrganisationCourse {
            organisation: id(SCHOOL),
            course: id(WHOLE_SCHOOL),
            completed_on: Some(on("2026-01-01")),
        }],
        credentials: vec![HeldCredential { kind: id(TWO_DAY), held_since: Some(on("2017-06-01")) }],
        declarations: vec![MadeDeclaration { declaration: id(PRACTISED), declared_on: on("2026-12-01") }],
    };
    let rows = [
        ("course", Target::Course(id(INTRODUCTION)), None, MET),
        ("another course", Target::Course(id(DEVELOPMENT)), None, UNMET),
        ("the organisation's course is not the person's", Target::Course(id(WHOLE_SCHOOL)), None, UNMET),
        ("credential", Target::Credential(id(TWO_DAY)), None, MET),
        ("credential too old", Target::Credential(id(TWO_DAY)), Some(24), LAPSED),
        ("organisation", Target::OrganisationCourse(id(WHOLE_SCHOOL)), None, MET),
        (
            "the person's course is not the organisation's",
            Target::OrganisationCourse(id(INTRODUCTION)),
            None,
            UNMET,
        ),
        ("declaration", Target::Declaration(id(PRACTISED)), Some(12), MET),
        ("declaration too old", Target::Declaration(id(PRACTISED)), Some(1), LAPSED),
        ("another declaration", Target::Declaration(id(99)), None, UNMET),
    ];
    let standing = Standing { organisation: Some(id(SCHOOL)), ..standing(&record) };
    for (case, target, within, expected) in rows {
        let group = group(vec![requirement(100, target, within)]);
        assert_eq!(judge_group(&group, &standing, first()), expected, "{case}");
    }
}

#[test]
fn an_organisations_training_counts_once_the_membership_is_confirmed() {
    let record = LearningRecord {
        organisation_completions: vec![OrganisationCourse {
            organisation: id(SCHOOL),
            course: id(WHOLE_SCHOOL),
            completed_on: None,
        }],
        ..LearningRecord::default()
    };
    let unconfirmed = Judgement::Unmet(Shortfall::Unconfirmed(id(SCHOOL)));
    let rows = [
        ("confirmed", Some(SCHOOL), vec![], MET),
        ("claimed", None, vec![id(SCHOOL)], unconfirmed),
        ("another confirmed, this claimed", Some(32), vec![id(SCHOOL)], unconfirmed),
        ("another confirmed", Some(32), vec![], UNMET),
        ("none", None, vec![], UNMET),
    ];
    let group = group(vec![requirement(100, Target::OrganisationCourse(id(WHOLE_SCHOOL)), None)]);
    for (case, organisation, claimed, expected) in rows {
        let standing =
            Standing { organisation: organisation.map(id), claimed: &claimed, ..standing(&record) };
        assert_eq!(judge_group(&group, &standing, first()), expected, "{case}");
    }
}

fn earlier(booking: u128, course: u128, state: BookingState, ends_at: &str) -> EarlierBooking {
    EarlierBooking { booking: id(booking), course: id(course), state, ends_at: at(ends_at), timezone: LONDON }
}

fn planned(booking: u128) -> Judgement {
    Judgement::Planned { depends_on: id(booking), by: id(100) }
}

#[test]
fn an_earlier_booked_session_plans_a_group() {
    let booked = BookingState::Booked;
    let rows = [
        ("ends before", vec![earlier(7, INTRODUCTION, booked, "2027-01-11 13:00")], None, planned(7)),
        ("ends as this starts", vec![earlier(7, INTRODUCTION, booked, "2027-01-12 10:00")], None, planned(7)),
        ("ends a minute too late", vec![earlier(7, INTRODUCTION, booked, "2027-01-12 10:01")], None, UNMET),
        ("another course", vec![earlier(7, DEVELOPMENT, booked, "2027-01-11 13:00")], None, UNMET),
        ("in the window", vec![earlier(7, INTRODUCTION, booked, "2026-12-12 13:00")], Some(1), planned(7)),
        ("before the window", vec![earlier(7, INTRODUCTION, booked, "2026-12-11 13:00")], Some(1), UNMET),
        (
            "of several the one that ends first",
            vec![
                earlier(8, INTRODUCTION, booked, "2027-01-10 13:00"),
                earlier(9, INTRODUCTION, booked, "2027-01-09 13:00"),
            ],
            None,
            planned(9),
        ),
    ];
    let nothing = LearningRecord::default();
    for (case, bookings, within, expected) in rows {
        let standing = Standing { earlier: &bookings, ..standing(&nothing) };
        assert_eq!(judge_group(&introduction(within), &standing, first()), expected, "{case}");
    }
}

#[test]
fn only_a_booked_place_plans_anything() {
    let nothing = LearningRecord::default();
    for state in BookingState::ALL {
        let bookings = [earlier(7, INTRODUCTION, *state, "2027-01-11 13:00")];
        let standing = Standing { earlier: &bookings, ..standing(&nothing) };
        let expected = if *state == BookingState::Booked { planned(7) } else { UNMET };
        assert_eq!(judge_group(&introduction(None), &standing, first()), expected, "{state}");
    }
}

#[test]
fn met_comes_before_waived_and_waived_before_planned() {
    let bookings = [earlier(7, INTRODUCTION, BookingState::Booked, "2027-01-11 13:00")];
    let (done, nothing) = (completed(INTRODUCTION, None), LearningRecord::default());
    let this: &[GroupId] = &[id(GROUP)];
    let other: &[GroupId] = &[id(GROUP + 1)];
    let rows = [
        ("done, waived and planned", &done, this, &bookings[..], MET),
        ("waived and planned", &nothing, this, &bookings[..], Judgement::Waived),
        ("waived", &nothing, this, &[], Judgement::Waived),
        ("a waiver of the group as it was before it was edited", &nothing, other, &[], UNMET),
        ("planned", &nothing, other, &bookings[..], planned(7)),
    ];
    for (case, record, waived, earlier, expected) in rows {
        let standing = Standing { waived, earlier, ..standing(record) };
        assert_eq!(judge_group(&introduction(None), &standing, first()), expected, "{case}");
    }
}

#[test]
fn circles_asks_for_all_of_its_groups() {
    let any = |ids: &[u128], within| {
        ids.iter()
            .map(|course| requirement(100 + course, Target::Course(id(*course)), within))
            .collect::<Vec<_>>()
    };
    let mut current = any(&[INTRODUCTION, DEVELOPMENT], Some(24));
    current.push(requirement(200, Target::Declaration(id(PRACTISED)), Some(12)));
    let groups = [
        Group { id: id(1), any_of: any(&[INTRODUCTION], None) },
        Group { id: id(2), any_of: any(&[DEVELOPMENT], None) },
        Group { id: id(3), any_of: current },
    ];
    let done = |day: Option<&str>| {
        [INTRODUCTION, DEVELOPMENT]
            .map(|course| CompletedCourse { course: id::<_>(course) as CourseId, completed_on: day.map(on) })
            .to_vec()
    };
    let shape = |record: &LearningRecord| -> String {
        judge(&groups, &standing(record), first())
            .iter()
            .map(|judged| match judged.judgement {
                Judgement::Met { .. } => 'm',
                Judgement::Waived => 'w',
                Judgement::Planned { .. } => 'p',
                Judgement::Unmet(Shortfall::Lapsed) => 'l',
                Judgement::Unmet(_) => 'u',
            })
            .collect()
    };
    let mut record = LearningRecord::default();
    assert_eq!(shape(&record), "uuu");
    record.completions = done(Some("2026-06-01"));
    assert_eq!(shape(&record), "mmm");
    record.completions = done(Some("2020-06-01"));
    assert_eq!(shape(&record), "mml");
    record.completions = done(None);
    assert_eq!(shape(&record), "mml", "an import without a day meets no window");
    record.declarations = vec![MadeDeclaration { declaration: id(PRACTISED), declared_on: on("2027-01-02") }];
    assert_eq!(shape(&record), "mmm");
}

#[test]
fn a_target_survives_the_way_through_the_database() {
    for kind in RequirementKind::ALL {
        let target = Target::from_parts(*kind, uuid::Uuid::from_u128(5));
        assert_eq!((target.kind(), target.reference()), (*kind, uuid::Uuid::from_u128(5)));
    }
}
