//! Proposals: what may stand in one, what changed, and who cannot be there.

use chrono_tz::Europe::London;
use training_ladder::domain::{
    proposals::{Busy, Part, ProposedDate, Terms, changed_in_words, check_terms, clashes, price_in_words},
    times::Zone,
    words::Delivery,
};

use super::facts::{id, span};

type Change = fn(&mut Terms);

fn part(outcome: &str, minutes: i32) -> Part {
    Part { course: Some("introduction".to_owned()), outcome: outcome.to_owned(), minutes, is_break: false }
}

/// Two hours on a Tuesday: an hour, a break, the rest.
fn terms() -> Terms {
    let span = span("2027-01-12 10:00", 120);
    Terms {
        course: "bespoke".to_owned(),
        content: vec![
            part("Principles", 60),
            Part { course: None, is_break: true, ..part("Tea", 15) },
            part("Practice", 45),
        ],
        dates: vec![ProposedDate { starts_at: span.starts_at, ends_at: span.ends_at }],
        timezone: Zone::LONDON,
        delivery: Delivery::Zoom,
        location: None,
        trainers: vec![id(1)],
        price: None,
        purchase_order: None,
        note: None,
    }
}

#[test]
fn what_may_stand_in_a_proposal() {
    let rows: Vec<(&str, Change)> = vec![
        ("", |_| {}),
        ("", |terms| terms.content.clear()),
        ("", |terms| terms.price = Some(1)),
        ("content", |terms| terms.content[0].minutes = 59),
        ("content", |terms| terms.content[0].minutes = 61),
        ("content[1].minutes content", |terms| terms.content[1].minutes = 0),
        ("content[0].outcome", |terms| terms.content[0].outcome = " ".to_owned()),
        ("price", |terms| terms.price = Some(0)),
        ("price", |terms| terms.price = Some(10_000_001)),
        ("location", |terms| terms.location = Some("two\nlines".to_owned())),
    ];
    for (wrong, change) in rows {
        let mut changed = terms();
        change(&mut changed);
        let told = check_terms(changed).err().unwrap_or_default();
        let fields: Vec<String> = told.into_iter().map(|error| error.field).collect();
        assert_eq!(fields.join(" "), wrong);
    }
    let mut short = terms();
    short.content.truncate(1);
    assert_eq!(
        check_terms(short).unwrap_err()[0].message,
        "The parts add up to 1 hour and the dates to 2 hours: make them the same. A break is a part as well."
    );
}

#[test]
fn breaks_are_no_learning() {
    assert_eq!(terms().cpd_minutes(), Some(105));
    assert_eq!(terms().outcomes(), Some(vec!["Principles".to_owned(), "Practice".to_owned()]));
    let own = Terms { content: Vec::new(), ..terms() };
    assert_eq!((own.cpd_minutes(), own.outcomes()), (None, None));
}

#[test]
fn what_changed_between_versions() {
    let rows: Vec<(Change, &[&str])> = vec![
        (|_| {}, &[]),
        (
            |terms| {
                terms.content[0].minutes = 45;
                terms.content[2].minutes = 60;
            },
            &[
                "content: Principles (1 hour) → Principles (45 minutes)",
                "content: Practice (45 minutes) → Practice (1 hour)",
            ],
        ),
        (
            |terms| terms.content[2].outcome = "Plans".to_owned(),
            &["content: Practice (45 minutes) → ", "content:  → Plans (45 minutes)"],
        ),
        (|terms| terms.content.swap(0, 2), &["order: Principles, Tea, Practice → Practice, Tea, Principles"]),
        (
            |terms| terms.dates[0].ends_at = span("2027-01-12 10:00", 150).ends_at,
            &[
                "dates: Tuesday 12 January 2027, 10am to noon → ",
                "dates:  → Tuesday 12 January 2027, 10am to 12:30pm",
            ],
        ),
        (|terms| terms.trainers.push(id(2)), &["trainers:  → Tutor 2"]),
        (|terms| terms.price = Some(9_950), &["price: no charge → £99.50"]),
        (|terms| terms.purchase_order = Some("PO 7".to_owned()), &["purchase_order:  → PO 7"]),
        (
            |terms| {
                terms.delivery = Delivery::Room;
                terms.location = Some("City Hall".to_owned());
            },
            &["delivery: zoom → room", "location:  → City Hall"],
        ),
    ];
    let name = |person| if person == id(1) { "Tutor 1".to_owned() } else { "Tutor 2".to_owned() };
    for (change, expected) in rows {
        let mut after = terms();
        change(&mut after);
        let told: Vec<String> = after
            .differences(&terms(), &name)
            .into_iter()
            .map(|d| {
                format!("{}: {} → {}", d.what, d.before.unwrap_or_default(), d.after.unwrap_or_default())
            })
            .collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn prices_as_people_say_them() {
    let rows = [(None, "no charge"), (Some(12_000), "£120"), (Some(9_950), "£99.50"), (Some(5), "£0.05")];
    for (pence, words) in rows {
        assert_eq!(price_in_words(pence), words);
    }
}

#[test]
fn a_trainer_is_at_one_place_at_a_time() {
    let busy = |start, minutes| Busy {
        trainer: id(1),
        name: "Tess Trainer".to_owned(),
        course: "Development".to_owned(),
        span: span(start, minutes),
    };
    let dates = [span("2027-01-12 10:00", 120)];
    let rows = [
        ("2027-01-12 08:00", 120, false),
        ("2027-01-12 08:00", 121, true),
        ("2027-01-12 11:59", 30, true),
        ("2027-01-12 12:00", 30, false),
    ];
    for (start, minutes, clash) in rows {
        assert_eq!(!clashes(&dates, &[busy(start, minutes)], London).is_empty(), clash, "{start}");
    }
    assert_eq!(
        clashes(&dates, &[busy("2027-01-12 11:00", 90)], London),
        ["Tess Trainer runs Development on Tuesday 12 January 2027, 11am to 12:30pm."]
    );
}

#[test]
fn a_change_is_said_as_a_line() {
    let rows = [
        ("price", Some("no charge"), Some("£120"), "Price: no charge → £120"),
        ("purchase_order", None, Some("PO 7"), "Purchase order: now PO 7"),
        ("trainers", Some("Tutor 2"), None, "Trainers: no longer Tutor 2"),
        ("delivery", Some("zoom"), Some("on_site"), "Delivery: On Zoom → At the organisation"),
        ("location", None, Some("zoom"), "Location: now zoom"),
    ];
    for (what, before, after, expected) in rows {
        assert_eq!(changed_in_words(what, before, after), expected);
    }
}

#[test]
fn a_typed_part_is_a_courses_or_our_own_or_a_break() {
    let known = [("introduction".to_owned(), "History, principles and framework".to_owned())];
    let rows = [
        ("History, principles and framework", false, true),
        ("history, principles  and framework", false, true),
        ("History, principles and framework, briefly", false, false),
        ("Tea", true, false),
        ("Break for lunch", true, false),
        ("Teamwork", false, false),
        ("Our own tea", false, false),
    ];
    for (typed, is_break, of_course) in rows {
        let part = Part::typed(typed, 45, &known);
        assert_eq!((part.is_break, part.course.is_some()), (is_break, of_course), "{typed:?}");
        assert_eq!((part.outcome.as_str(), part.minutes), (typed, 45));
    }
}
