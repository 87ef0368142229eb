//! What people read about prerequisites.

use training_ladder::domain::{
    grammar::{Voice, listed},
    prerequisite_words::{group_phrase, planned_message, sentence, shortfall_message},
    prerequisites::{Group, Requirement, Shortfall, Target},
};

use super::facts::id;

fn course(label: &str, within_months: Option<u32>) -> Requirement {
    Requirement { id: id(1), target: Target::Course(id(1)), within_months, label: label.to_owned() }
}

fn credential(label: &str, within_months: Option<u32>) -> Requirement {
    Requirement { target: Target::Credential(id(1)), ..course(label, within_months) }
}

fn declaration(label: &str, within_months: Option<u32>) -> Requirement {
    Requirement { target: Target::Declaration(id(1)), ..course(label, within_months) }
}

fn group(any_of: Vec<Requirement>) -> Group {
    Group { id: id(1), any_of }
}

fn circles() -> Vec<Group> {
    let basics = |within| {
        vec![
            course("Introduction", within),
            credential("the 2-day course", within),
            credential("the 4-day course", within),
        ]
    };
    let mut current = basics(Some(24));
    current.push(course("Development", Some(24)));
    current.push(declaration("I have practised in the last 12 months", None));
    vec![group(basics(None)), group(vec![course("Development", None)]), group(current)]
}

#[test]
fn a_whole_prerequisite_reads_as_one_sentence() {
    assert_eq!(sentence(&[]), "No earlier training is needed.");
    assert_eq!(sentence(&[group(vec![course("Introduction", None)])]), "Introduction.");
    assert_eq!(
        sentence(&circles()[..2]),
        "Any of Introduction, the 2-day course or the 4-day course, and Development."
    );
    assert_eq!(
        sentence(&circles()),
        "Any of Introduction, the 2-day course or the 4-day course, and Development, and any of Introduction, the \
         2-day course, the 4-day course or Development in the 24 months before the course date, or declaring “I have \
         practised in the last 12 months”."
    );
}

#[test]
fn labels_say_the_window_and_the_kind() {
    let organisation = Requirement { target: Target::OrganisationCourse(id(1)), ..course("INSET", None) };
    let rows = [
        (course("Introduction", None), "Introduction"),
        (course("Introduction", Some(1)), "Introduction in the month before the course date"),
        (course("Introduction", Some(24)), "Introduction in the 24 months before the course date"),
        (organisation, "INSET (done by the organisation)"),
        (
            declaration("I practise", Some(12)),
            "declaring “I practise” in the 12 months before the course date",
        ),
    ];
    for (requirement, expected) in rows {
        assert_eq!(group_phrase(&group(vec![requirement])), expected);
    }
}

#[test]
fn two_ways_need_no_any_of() {
    let either = group(vec![course("Introduction", None), credential("the 2-day course", None)]);
    assert_eq!(group_phrase(&either), "Introduction or the 2-day course");
}

#[test]
fn a_refusal_says_what_to_do() {
    let development = group(vec![course("Development", None)]);
    let rows = [
        (Shortfall::Unmet, Voice::You, "You can book this after Development."),
        (Shortfall::Unmet, Voice::Of("Ŵyn Ellis"), "Ŵyn Ellis can book this after Development."),
        (Shortfall::Lapsed, Voice::You, "Refresh first: Development."),
        (
            Shortfall::Unconfirmed(id(1)),
            Voice::You,
            "Your membership of Hill School is not confirmed yet. This can be booked once it is, or after Development.",
        ),
        (
            Shortfall::Unconfirmed(id(1)),
            Voice::Of("Ann"),
            "Their membership of Hill School is not confirmed yet. This can be booked once it is, or after Development.",
        ),
    ];
    for (shortfall, voice, expected) in rows {
        assert_eq!(shortfall_message(&development, shortfall, "Hill School", voice), expected);
    }
    assert_eq!(
        planned_message("Introduction", "Tuesday 12 January 2027", Voice::You),
        "Booked, as long as you attend Introduction on Tuesday 12 January 2027."
    );
    assert_eq!(
        planned_message("Introduction", "Tuesday 12 January 2027", Voice::Of("Ann")),
        "Booked, as long as Ann attends Introduction on Tuesday 12 January 2027."
    );
}

#[test]
fn lists_read_as_people_write_them() {
    for (items, expected) in
        [(&[][..], ""), (&["A"], "A"), (&["A", "B"], "A or B"), (&["A", "B", "C"], "A, B or C")]
    {
        assert_eq!(listed(items, "or"), expected);
    }
}
