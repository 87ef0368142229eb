//! Courses: what may be typed, and what an edited prerequisite comes to.

use training_ladder::domain::{
    courses::{
        CourseInput, MAX_GROUPS, NewRequirement, PlannedGroup, RequirementInput, check_course, check_groups,
        diff_groups, parse_slug,
    },
    prerequisites::{Group, Requirement, Target},
    words::Delivery,
};

use super::facts::id;

fn input() -> CourseInput {
    CourseInput {
        slug: "circles-and-meetings".to_owned(),
        title: "Circles and meetings".to_owned(),
        summary: String::new(),
        audience: String::new(),
        outcomes: vec!["An action plan".to_owned()],
        delivery: Delivery::Zoom,
        duration_minutes: 150,
        cpd_minutes: 150,
        capacity: 20,
        enough_percent: 80,
        enough_dates: None,
        notice_days: 3,
    }
}

#[test]
fn slugs() {
    for (slug, fits) in [
        ("introduction", true),
        ("a1", true),
        ("a", false),
        ("", false),
        ("two-day-2017", true),
        ("Two", false),
        ("two day", false),
        ("two--day", false),
        ("-two", false),
        ("two-", false),
        ("café", false),
        ("two_day", false),
        (&"a".repeat(60), true),
        (&"a".repeat(61), false),
    ] {
        assert_eq!(parse_slug("slug", slug).is_ok(), fits, "{slug}");
    }
}

#[test]
fn what_is_typed_is_checked() {
    let fields = |input: CourseInput| -> Vec<String> {
        check_course(&input).err().unwrap_or_default().into_iter().map(|error| error.field).collect()
    };
    let rows: Vec<(CourseInput, Vec<&str>)> = vec![
        (input(), vec![]),
        (CourseInput { title: String::new(), ..input() }, vec!["title"]),
        (CourseInput { title: "t".repeat(201), ..input() }, vec!["title"]),
        (CourseInput { title: "a\r\nBcc: b".to_owned(), ..input() }, vec!["title"]),
        (CourseInput { outcomes: vec![String::new()], ..input() }, vec!["outcomes[0]"]),
        (CourseInput { outcomes: vec!["x".to_owned(); 21], ..input() }, vec!["outcomes"]),
        (CourseInput { duration_minutes: 0, ..input() }, vec!["duration_minutes"]),
        (CourseInput { duration_minutes: 60_001, ..input() }, vec!["duration_minutes"]),
        (CourseInput { cpd_minutes: 0, ..input() }, vec![]),
        (CourseInput { cpd_minutes: -1, ..input() }, vec!["cpd_minutes"]),
        (CourseInput { capacity: 0, ..input() }, vec!["capacity"]),
        (CourseInput { enough_percent: 0, ..input() }, vec!["enough_percent"]),
        (CourseInput { enough_percent: 101, ..input() }, vec!["enough_percent"]),
        (CourseInput { enough_dates: Some(0), ..input() }, vec!["enough_dates"]),
        (CourseInput { enough_dates: Some(5), ..input() }, vec![]),
        (CourseInput { notice_days: 31, ..input() }, vec!["notice_days"]),
        (CourseInput { notice_days: i64::MAX, slug: "X".to_owned(), ..input() }, vec!["slug", "notice_days"]),
    ];
    for (input, expected) in rows {
        assert_eq!(fields(input.clone()), expected, "{input:?}");
    }
    let details = check_course(&CourseInput { enough_dates: Some(5), ..input() }).unwrap();
    assert_eq!((details.enough.minutes_percent, details.enough.dates_needed), (80, Some(5)));
}

fn asks(course: u128, within_months: Option<i64>) -> RequirementInput {
    RequirementInput { target: Target::Course(id(course)), within_months }
}

#[test]
fn groups_are_checked() {
    let fields = |groups: &[Vec<RequirementInput>]| -> Vec<String> {
        check_groups(Some(id(1)), groups)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|error| error.field)
            .collect()
    };
    let rows: Vec<(Vec<Vec<RequirementInput>>, Vec<&str>)> = vec![
        (vec![], vec![]),
        (vec![vec![asks(2, None), asks(3, Some(24))]], vec![]),
        (vec![vec![]], vec!["prerequisites[0].any_of"]),
        (vec![vec![asks(2, None); 21]], vec!["prerequisites[0].any_of"]),
        (vec![vec![asks(2, Some(0))]], vec!["prerequisites[0].any_of[0].within_months"]),
        (vec![vec![asks(2, Some(601))]], vec!["prerequisites[0].any_of[0].within_months"]),
        (vec![vec![asks(2, None), asks(2, None)]], vec!["prerequisites[0].any_of[1]"]),
        (vec![vec![asks(1, None)]], vec!["prerequisites[0].any_of"]),
        (vec![vec![asks(2, None), asks(1, Some(24))]], vec![]),
        (vec![vec![asks(2, None)]; MAX_GROUPS + 1], vec!["prerequisites"]),
    ];
    for (groups, expected) in rows {
        assert_eq!(fields(&groups), expected, "{groups:?}");
    }
}

#[test]
fn an_edited_group_gets_a_new_id_and_an_unchanged_one_keeps_its_own() {
    let stored = |group: u128, courses: &[u128], within_months| Group {
        id: id(group),
        any_of: courses
            .iter()
            .map(|course| Requirement {
                id: id(900 + course),
                target: Target::Course(id(*course)),
                within_months,
                label: String::new(),
            })
            .collect(),
    };
    let wanted = |courses: &[u128], within_months| -> Vec<NewRequirement> {
        courses
            .iter()
            .map(|course| NewRequirement { target: Target::Course(id(*course)), within_months })
            .collect()
    };
    let existing = [stored(1, &[10, 11], None), stored(2, &[12], Some(24))];
    let kept = |group: u128| PlannedGroup::Kept(id(group));
    let rows = [
        ("unchanged", vec![wanted(&[10, 11], None), wanted(&[12], Some(24))], vec![kept(1), kept(2)], vec![]),
        (
            "in another order",
            vec![wanted(&[12], Some(24)), wanted(&[11, 10], None)],
            vec![kept(2), kept(1)],
            vec![],
        ),
        (
            "a requirement added",
            vec![wanted(&[10, 11, 13], None), wanted(&[12], Some(24))],
            vec![PlannedGroup::New(wanted(&[10, 11, 13], None)), kept(2)],
            vec![1],
        ),
        (
            "another window",
            vec![wanted(&[10, 11], None), wanted(&[12], Some(12))],
            vec![kept(1), PlannedGroup::New(wanted(&[12], Some(12)))],
            vec![2],
        ),
        ("a group left out", vec![wanted(&[12], Some(24))], vec![kept(2)], vec![1]),
        ("all left out", vec![], vec![], vec![1, 2]),
        (
            "a group twice",
            vec![wanted(&[12], Some(24)), wanted(&[12], Some(24)), wanted(&[10, 11], None)],
            vec![kept(2), PlannedGroup::New(wanted(&[12], Some(24))), kept(1)],
            vec![],
        ),
    ];
    for (case, wanted, groups, retired) in rows {
        let changes = diff_groups(&existing, &wanted);
        assert_eq!(changes.groups, groups, "{case}");
        assert_eq!(changes.retired, retired.into_iter().map(id).collect::<Vec<_>>(), "{case}");
    }
}
