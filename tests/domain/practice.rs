//! Until when somebody is current, and what is asked of a practitioner.

use chrono::NaiveDate;
use training_ladder::domain::practice::{
    Currency::{self, DateUnknown, NotTrained, Until},
    Done, PracticeState, PractitionerAsk, check_months,
};

fn on(day: &str) -> NaiveDate {
    day.parse().expect("a day")
}

fn done(day: &str) -> Done {
    Done { on: Some(on(day)), withdrawn: false }
}

const UNKNOWN: Done = Done { on: None, withdrawn: false };

/// A name, the months, what was done, what was declared, and what it comes to.
type Case<'c> = (&'c str, u32, &'c [Done], &'c [&'c str], Currency);

#[test]
fn current_is_until_so_many_months_after_what_was_last() {
    let withdrawn = |day| Done { withdrawn: true, ..done(day) };
    let no_days: &[&str] = &[];
    let cases: &[Case<'_>] = &[
        ("nobody is current by nothing", 12, &[], no_days, NotTrained),
        ("nor by saying so alone", 12, &[], &["2026-05-01"], NotTrained),
        ("once done", 12, &[done("2026-03-03")], no_days, Until(on("2027-03-03"))),
        (
            "the last time counts",
            12,
            &[done("2026-03-03"), done("2025-01-01")],
            no_days,
            Until(on("2027-03-03")),
        ),
        (
            "a month's end that is not there is its last day",
            6,
            &[done("2026-08-31")],
            no_days,
            Until(on("2027-02-28")),
        ),
        ("in a leap year too", 6, &[done("2027-08-31")], no_days, Until(on("2028-02-29"))),
        ("and the 29th of February a year on", 12, &[done("2028-02-29")], no_days, Until(on("2029-02-28"))),
        (
            "what was withdrawn counts for nothing",
            12,
            &[withdrawn("2026-03-03")],
            &["2026-05-01"],
            NotTrained,
        ),
        (
            "but what stands beside it does",
            12,
            &[withdrawn("2026-03-03"), done("2024-03-03")],
            no_days,
            Until(on("2025-03-03")),
        ),
        (
            "a declaration renews it",
            12,
            &[done("2024-03-03")],
            &["2026-01-31", "2025-01-31"],
            Until(on("2027-01-31")),
        ),
        (
            "an earlier one does not shorten it",
            12,
            &[done("2026-03-03")],
            &["2026-01-31"],
            Until(on("2027-03-03")),
        ),
        ("a day nobody knows", 12, &[UNKNOWN], no_days, DateUnknown),
        ("with a known one beside it", 12, &[UNKNOWN, done("2026-03-03")], no_days, Until(on("2027-03-03"))),
        ("with a declaration", 12, &[UNKNOWN], &["2026-03-03"], Until(on("2027-03-03"))),
    ];
    for (what, months, done, declared, wanted) in cases {
        let declared: Vec<NaiveDate> = declared.iter().map(|day| on(day)).collect();
        assert_eq!(Currency::of(*months, done, &declared), *wanted, "{what}");
    }
}

#[test]
fn the_last_day_belongs_to_it_and_sixty_days_before_are_soon() {
    let until = Until(on("2027-03-03"));
    for (day, wanted) in [
        ("2027-01-01", PracticeState::Current),
        ("2027-01-02", PracticeState::LapsesSoon),
        ("2027-03-03", PracticeState::LapsesSoon),
        ("2027-03-04", PracticeState::Lapsed),
    ] {
        assert_eq!(until.state_on(on(day)), Some(wanted), "{day}");
    }
    assert_eq!(DateUnknown.state_on(on("2027-01-01")), Some(PracticeState::DateUnknown));
    assert_eq!(NotTrained.state_on(on("2027-01-01")), None);
}

#[test]
fn months_are_a_number_in_reason_or_none() {
    assert_eq!(check_months(None), Ok(None));
    assert_eq!(check_months(Some(1)), Ok(Some(1)));
    assert_eq!(check_months(Some(120)), Ok(Some(120)));
    for wrong in [0, -1, 121, i64::MAX] {
        assert!(check_months(Some(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn an_ask_has_words_and_a_number_where_one_wants_to_be_rung() {
    let typed = PractitionerAsk {
        what: " A circle for a class. ".to_owned(),
        place: Some("Hillside".to_owned()),
        wanted: None,
        phone: Some("0117".to_owned()),
    };
    let read = PractitionerAsk::read(&typed, false).expect("an ask");
    assert_eq!((read.what.as_str(), read.phone), ("A circle for a class.", None), "nobody asked to be rung");
    assert_eq!(PractitionerAsk::read(&typed, true).expect("an ask").phone.as_deref(), Some("0117"));
    let bare = PractitionerAsk { what: " ".to_owned(), phone: None, ..typed };
    let wrong = PractitionerAsk::read(&bare, true).expect_err("two fields");
    let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["what", "phone"]);
}
