//! What bodies ask for of a CPD record, and what is missing yet.

use chrono::NaiveDate;
use training_ladder::domain::{
    cpd_shapes::{CpdShape, Period, Piece, RULES, RjcLevel, kind, missing},
    words::{Delivery, Word},
};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn piece(minutes: i32, approved: bool, told: bool, peer: bool) -> Piece {
    let words = |there: bool| there.then(|| "Words.".to_owned());
    Piece {
        on: Some(day("2027-01-12")),
        kind: "Training course, live online",
        what: "Introduction".to_owned(),
        minutes,
        approved,
        certificate: None,
        learnt: words(told),
        difference: words(told),
        peer: words(peer),
    }
}

#[test]
fn every_shape_has_its_rules_and_those_of_a_body_their_source_and_year() {
    for shape in CpdShape::ALL {
        let rules = shape.rules();
        assert_eq!(rules.shape, *shape);
        assert_eq!(rules.source.is_none(), *shape == CpdShape::Plain);
        if let Some(source) = &rules.source {
            assert!(source.address.starts_with("https://") && source.year.contains("20"), "{source:?}");
        }
        assert!(rules.asks.iter().all(|sentence| sentence.ends_with('.')));
        assert!(rules.minutes.is_empty() || rules.minutes.len() == RjcLevel::ALL.len());
    }
    assert_eq!(RULES.len(), CpdShape::ALL.len());
}

#[test]
fn social_workers_need_two_pieces_and_a_peer_in_one_and_no_hours() {
    let rules = CpdShape::SocialWorkEngland.rules();
    let lacks = |pieces: &[Piece]| missing(rules, RjcLevel::Foundation, pieces);
    let told = |peer| piece(0, false, true, peer);
    assert!(lacks(&[told(true), told(false)]).is_empty(), "no minute of it is asked for");
    for (pieces, count, says) in [
        (vec![], 2, "2 pieces of CPD"),
        (vec![told(true)], 1, "One more piece of CPD"),
        (vec![told(false), told(false)], 1, "peer"),
        (vec![told(true), piece(60, false, false, false)], 1, "say what you learnt, and the difference"),
        (vec![told(true), told(true), piece(60, false, false, false)], 0, ""),
    ] {
        let lacks = lacks(&pieces);
        assert_eq!(lacks.len(), count, "{lacks:?}");
        assert!(lacks.first().is_none_or(|first| first.contains(says)), "{lacks:?}");
    }
    let half = Piece { learnt: None, ..told(true) };
    assert!(lacks(&[half, told(false)])[0].ends_with("12 January 2027: say what you learnt."));
}

#[test]
fn practitioners_need_their_levels_hours_half_of_them_approved() {
    let rules = CpdShape::RestorativeJusticeCouncil.rules();
    let lacks = |level, all, approved| {
        missing(
            rules,
            level,
            &[piece(all - approved, false, false, false), piece(approved, true, false, false)],
        )
    };
    for (level, hours) in [(RjcLevel::Foundation, 6), (RjcLevel::Intermediate, 12), (RjcLevel::Advanced, 16)]
    {
        let whole = hours * 60;
        assert!(lacks(level, whole, whole / 2).is_empty(), "{level}");
        assert_eq!(lacks(level, whole - 1, whole / 2).len(), 1, "{level}");
        assert_eq!(lacks(level, whole, whole / 2 - 1).len(), 1, "{level}");
        assert_eq!(lacks(level, 0, 0).len(), 2, "{level}");
    }
    assert_eq!(
        lacks(RjcLevel::Intermediate, 525, 240),
        [
            "3 hours 15 minutes to go: 12 hours are asked for at the intermediate level, and 8 hours 45 minutes stand \
             here.",
            "2 hours approved by the Council to go: half of what is asked for, 6 hours, has to be, and the certificates \
             here state 4 hours.",
        ]
    );
}

#[test]
fn a_plain_record_lacks_nothing() {
    assert!(missing(CpdShape::Plain.rules(), RjcLevel::Advanced, &[]).is_empty());
}

#[test]
fn an_accreditation_by_the_body_is_its_approval() {
    let rules = CpdShape::RestorativeJusticeCouncil.rules();
    for body in ["Restorative Justice Council", "The Restorative Justice Council (RJC)", "RJC"] {
        assert!(rules.approves(body), "{body}");
    }
    for body in ["Restorative Justice", "CPD Certification Service", "ARJC", ""] {
        assert!(!rules.approves(body), "{body}");
    }
    assert!(!CpdShape::SocialWorkEngland.rules().approves("Social Work England"), "it approves no hours");
}

#[test]
fn years_begin_where_each_body_begins_them() {
    let year = |begins, today: &str| {
        let Period { from, to } = Period::year_of(begins, day(today));
        (from.to_string(), to.to_string())
    };
    let december = CpdShape::SocialWorkEngland.rules().year_begins;
    for (today, from, to) in [
        ("2026-11-30", "2025-12-01", "2026-11-30"),
        ("2026-12-01", "2026-12-01", "2027-11-30"),
        ("2027-06-01", "2026-12-01", "2027-11-30"),
    ] {
        assert_eq!(year(december, today), (from.to_owned(), to.to_owned()), "{today}");
    }
    assert_eq!(year((1, 1), "2027-12-31"), ("2027-01-01".to_owned(), "2027-12-31".to_owned()));
    let this = Period::year_of(december, day("2027-06-01"));
    assert_eq!(this.before(), Period { from: day("2025-12-01"), to: day("2026-11-30") });
    assert_eq!(this.in_words(), "1 December 2026 to 30 November 2027");
    assert_eq!(Period::twelve_months(day("2027-04-06")).to, day("2028-04-05"));
    assert_eq!(Period::twelve_months(day("2028-02-29")).to, day("2029-02-28"));
    assert!(this.holds(day("2026-12-01")) && this.holds(day("2027-11-30")) && !this.holds(day("2027-12-01")));
}

#[test]
fn days_are_in_their_order_and_not_too_many() {
    let between = |from, to| Period::between(day(from), day(to));
    assert!(between("2027-01-01", "2027-01-01").is_ok());
    assert!(between("2022-01-01", "2026-12-31").is_ok());
    assert_eq!(between("2027-01-02", "2027-01-01").expect_err("backwards").field, "to");
    assert!(between("2000-01-01", "2027-01-01").is_err());
}

#[test]
fn the_kind_of_learning_is_said_plainly() {
    for (delivery, dates, words) in [
        (Some(Delivery::Zoom), 1, "Training course, live online"),
        (Some(Delivery::Room), 1, "Training course, in person"),
        (Some(Delivery::OnSite), 1, "Training course, in person"),
        (Some(Delivery::Zoom), 6, "Learning in a group over several dates"),
        (None, 1, "Training recorded from before"),
    ] {
        assert_eq!(kind(delivery, dates), words);
    }
}
