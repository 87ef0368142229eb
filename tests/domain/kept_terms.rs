//! What a session keeps of its course, how long a course is, and what is said where a session is not.

use training_ladder::domain::{
    attendance::AttendanceRule,
    kept_terms::{KeptTerms, PlannedDates, length_notice, one_date, whole_length},
};

#[test]
fn a_sets_whole_length_is_that_of_each_date_or_of_all_whichever_its_dates_are_nearer_to() {
    for (cpd, duration, dates, minutes, whole, what) in [
        (165, 180, 1, 180, 180, "one date"),
        (165, 180, 1, 60, 180, "one date cut short"),
        (165, 180, 1, 400, 180, "one date that is longer"),
        (540, 90, 6, 540, 540, "action learning: 90 minutes for each of six dates"),
        (540, 540, 6, 540, 540, "the same, its length said as a whole"),
        (540, 90, 6, 360, 540, "its dates shorter than its course says"),
        (540, 90, 6, 180, 540, "it earns more than one date lasts"),
        (330, 180, 2, 360, 360, "two dates of three hours"),
        (165, 180, 2, 180, 180, "three hours in two halves"),
        (165, 180, 6, 360, 180, "three hours given over six"),
        (0, 180, 0, 0, 180, "no dates yet"),
    ] {
        assert_eq!(whole_length(cpd, duration, PlannedDates { dates, minutes }), whole, "{what}");
    }
}

#[test]
fn a_coordinator_is_told_where_a_session_is_not_as_long_as_its_course() {
    assert_eq!(length_notice(165, 180, one_date(180)), None);
    for (planned, told) in [
        (
            one_date(60),
            "This date lasts 1 hour, and the course lasts 3 hours. Whoever is there for all of it gets 55 minutes of \
             the course's 2 hours 45 minutes of CPD.",
        ),
        (
            one_date(240),
            "This date lasts 4 hours, and the course lasts 3 hours. Whoever is there for all of it still gets the \
             course's 2 hours 45 minutes of CPD.",
        ),
        (
            PlannedDates { dates: 2, minutes: 120 },
            "These 2 dates last 2 hours, and the course lasts 3 hours. Whoever is there for all of it gets 1 hour 50 \
             minutes of the course's 2 hours 45 minutes of CPD.",
        ),
    ] {
        assert_eq!(length_notice(165, 180, planned).as_deref(), Some(told));
    }
}

#[test]
fn terms_are_the_same_when_all_of_them_are_and_a_provider_nobody_knows_makes_no_difference() {
    let terms = KeptTerms {
        title: "Introduction".to_owned(),
        ladder: None,
        outcomes: vec!["An action plan".to_owned()],
        cpd_minutes: 165,
        duration_minutes: 180,
        enough: AttendanceRule { minutes_percent: 80, dates_needed: None },
        provider: Some("The Partnership".to_owned()),
    };
    assert!(terms.same_as(&terms.clone()));
    assert!(terms.same_as(&KeptTerms { provider: None, ..terms.clone() }));
    for changed in [
        KeptTerms { title: "First steps".to_owned(), ..terms.clone() },
        KeptTerms { outcomes: Vec::new(), ..terms.clone() },
        KeptTerms { cpd_minutes: 150, ..terms.clone() },
        KeptTerms { duration_minutes: 120, ..terms.clone() },
        KeptTerms { enough: AttendanceRule { minutes_percent: 90, dates_needed: None }, ..terms.clone() },
        KeptTerms { provider: Some("Somebody else".to_owned()), ..terms.clone() },
    ] {
        assert!(!terms.same_as(&changed), "{changed:?}");
    }
}
