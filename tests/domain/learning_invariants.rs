//! What must be true of the records of learning, broken one rule at a time.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::{
    attendance::{AttendanceRule, Mark, ScheduledDate},
    certificates::{CertificateSnapshot, LadderPosition},
    ids::{BookingId, CompletionId, CourseId, DateId, OrganisationId, PersonId, SessionId},
    invariants::{Finding, KnownBooking, KnownSession},
    kept_terms::KeptTerms,
    learning_invariants::{
        KnownCertificate, KnownCompletion, KnownPaper, KnownResult, KnownTraining, Registers, counted_twice,
        papers_against_terms, too_much_cpd, trained_by_claims, wrong_certificates,
    },
    times::Zone,
    words::{BookingState, Delivery, Outcome, SessionState},
};
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn noon() -> DateTime<Utc> {
    "2027-01-12T12:00:00Z".parse().expect("a time")
}

/// A session of two dates of two hours each.
fn session(state: SessionState) -> KnownSession {
    let date = |number: u128, days: i64| ScheduledDate {
        id: DateId::from_uuid(id(number)),
        starts_at: noon() + TimeDelta::days(days),
        ends_at: noon() + TimeDelta::days(days) + TimeDelta::hours(2),
    };
    KnownSession {
        id: SessionId::from_uuid(id(1)),
        state,
        capacity: 9,
        dates: vec![date(1, 0), date(2, 7)],
        dates_changed_at: None,
    }
}

fn booking(number: u128, state: BookingState, minutes: [i32; 2]) -> KnownBooking {
    let mark = |(date, minutes): (u128, i32)| Mark {
        date: DateId::from_uuid(id(date)),
        outcome: match minutes {
            0 => Outcome::Absent,
            120 => Outcome::Present,
            _ => Outcome::Partly,
        },
        minutes: Some(minutes).filter(|minutes| !matches!(minutes, 0 | 120)),
        by_record: false,
    };
    KnownBooking {
        id: BookingId::from_uuid(id(number)),
        reference: format!("REF{number}"),
        session: SessionId::from_uuid(id(1)),
        course: CourseId::from_uuid(id(1)),
        person: PersonId::from_uuid(id(number)),
        state,
        beside_the_limit: false,
        created_at: noon() - TimeDelta::days(30),
        by_reason: false,
        marks: [(1, minutes[0]), (2, minutes[1])].map(mark).to_vec(),
    }
}

fn completion(number: u128, booking: Option<u128>, cpd_minutes: i32) -> KnownCompletion {
    KnownCompletion {
        id: CompletionId::from_uuid(id(number)),
        person: PersonId::from_uuid(id(booking.unwrap_or(99))),
        booking: booking.map(|number| BookingId::from_uuid(id(number))),
        cpd_minutes,
    }
}

fn result(booking: u128, attended_minutes: i32, cpd_minutes: i32) -> KnownResult {
    KnownResult { booking: BookingId::from_uuid(id(booking)), attended_minutes, cpd_minutes }
}

fn rules(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn cpd_is_never_more_than_was_there() {
    use BookingState::{Attended, PartlyAttended};
    let above: &[&str] = &["cpd_above_attended"];
    let delivered = SessionState::Delivered;
    for (why, state, booking, completion, result, expected) in [
        (
            "all of it",
            delivered,
            booking(1, Attended, [120, 120]),
            Some(completion(1, Some(1), 240)),
            result(1, 240, 240),
            &[][..],
        ),
        (
            "breaks apart",
            delivered,
            booking(1, Attended, [120, 120]),
            Some(completion(1, Some(1), 220)),
            result(1, 240, 220),
            &[],
        ),
        (
            "more than the dates are long",
            delivered,
            booking(1, Attended, [120, 120]),
            Some(completion(1, Some(1), 241)),
            result(1, 240, 241),
            above,
        ),
        (
            "more than they were there",
            delivered,
            booking(1, Attended, [120, 80]),
            Some(completion(1, Some(1), 210)),
            result(1, 200, 210),
            above,
        ),
        (
            "the marks say less than the result",
            delivered,
            booking(1, Attended, [120, 80]),
            Some(completion(1, Some(1), 210)),
            result(1, 240, 210),
            above,
        ),
        (
            "opened again, as it was closed",
            SessionState::Published,
            booking(1, BookingState::Booked, [120, 0]),
            Some(completion(1, Some(1), 210)),
            result(1, 240, 210),
            &[],
        ),
        ("part of it", delivered, booking(1, PartlyAttended, [60, 0]), None, result(1, 60, 55), &[]),
        (
            "more than part of it",
            delivered,
            booking(1, PartlyAttended, [60, 0]),
            None,
            result(1, 60, 65),
            above,
        ),
        (
            "brought in from before",
            delivered,
            booking(1, Attended, [120, 120]),
            Some(completion(1, None, 999)),
            result(1, 240, 240),
            &[],
        ),
    ] {
        let (sessions, bookings, results) = ([session(state)], [booking], [result]);
        let registers =
            Registers { sessions: &sessions, bookings: &bookings, results: &results, ran: &HashMap::new() };
        let completions: Vec<KnownCompletion> = completion.into_iter().collect();
        let findings = too_much_cpd(registers, &completions);
        assert_eq!(rules(&findings), expected, "{why}: {findings:?}");
        assert!(findings.iter().all(|finding| finding.detail.contains("REF1")), "{findings:?}");
    }
}

#[test]
fn one_person_completes_one_session_once() {
    let attended = [120, 120];
    let mut twin = booking(2, BookingState::Attended, attended);
    twin.person = PersonId::from_uuid(id(1));
    let bookings = [booking(1, BookingState::Attended, attended), twin];
    let first = completion(1, Some(1), 240);
    let second = KnownCompletion { person: first.person, ..completion(2, Some(2), 240) };
    for (why, completions, expected) in [
        ("one", vec![first], &[][..]),
        (
            "one, and one from before",
            vec![first, KnownCompletion { person: first.person, ..completion(3, None, 60) }],
            &[],
        ),
        ("two people", vec![first, completion(2, Some(2), 240)], &[]),
        ("one person twice", vec![first, second], &["two_completions"]),
    ] {
        assert_eq!(rules(&counted_twice(&bookings, &completions)), expected, "{why}");
    }
}

#[test]
fn a_valid_certificate_states_one_completion_that_counts() {
    let certificate = |number: &str, completion: u128| KnownCertificate {
        number: number.to_owned(),
        booking: BookingId::from_uuid(id(1)),
        completion: CompletionId::from_uuid(id(completion)),
    };
    let withdrawn: &[&str] = &["certificate_of_withdrawn_completion"];
    for (why, state, certificates, expected) in [
        ("one", SessionState::Delivered, vec![certificate("A", 1)], &[][..]),
        (
            "two of one completion",
            SessionState::Delivered,
            vec![certificate("A", 1), certificate("B", 1)],
            &["completion_certified_twice"],
        ),
        ("of one that does not stand", SessionState::Delivered, vec![certificate("A", 2)], withdrawn),
        ("the same while the register is open", SessionState::Published, vec![certificate("A", 2)], &[]),
    ] {
        let (sessions, bookings) = ([session(state)], [booking(1, BookingState::Attended, [120, 120])]);
        let registers =
            Registers { sessions: &sessions, bookings: &bookings, results: &[], ran: &HashMap::new() };
        let findings = wrong_certificates(registers, &certificates, &[completion(1, Some(1), 240)]);
        assert_eq!(rules(&findings), expected, "{why}");
    }
}

fn paper() -> CertificateSnapshot {
    CertificateSnapshot {
        person_name: Some("Ada Archer".to_owned()),
        course_title: "Introduction".to_owned(),
        ladder: Some(LadderPosition {
            ladder: "City".to_owned(),
            rungs: vec!["Introduction".to_owned()],
            rung: 1,
        }),
        dates: vec![(noon(), noon() + TimeDelta::hours(3))],
        timezone: Zone::LONDON,
        delivery: Delivery::Zoom,
        cpd_minutes: 165,
        cpd_basis: "All of it.".to_owned(),
        outcomes: vec!["Principles".to_owned()],
        trainers: vec![],
        provider: "The partnership".to_owned(),
        mark: None,
        on_demand: false,
        talks: Vec::new(),
        accreditation: None,
        number: "TL-2027-ABC234".to_owned(),
        verification_code: String::new(),
        verification_url: String::new(),
        completed_on: noon().date_naive(),
        issued_at: noon(),
    }
}

#[test]
fn a_valid_certificate_says_what_its_session_keeps_of_the_course() {
    let as_kept = |paper: &CertificateSnapshot| KeptTerms {
        title: paper.course_title.clone(),
        ladder: paper.ladder.clone(),
        outcomes: paper.outcomes.clone(),
        cpd_minutes: 165,
        duration_minutes: 180,
        enough: AttendanceRule { minutes_percent: 80, dates_needed: None },
        provider: Some(paper.provider.clone()),
    };
    let of = |counted: i32, change: fn(&mut KeptTerms)| {
        let paper = paper();
        let mut terms = as_kept(&paper);
        change(&mut terms);
        KnownPaper { paper, counted, terms }
    };
    for (why, known, said) in [
        ("the same", of(165, |_| {}), None),
        ("less was given than the course gives", of(165, |terms| terms.cpd_minutes = 200), None),
        ("another title", of(165, |terms| terms.title.push('!')), Some("(title)")),
        ("on no ladder", of(165, |terms| terms.ladder = None), Some("(step)")),
        ("other outcomes", of(165, |terms| terms.outcomes.clear()), Some("(outcomes)")),
        ("somebody else's", of(165, |terms| terms.provider = Some("Another".to_owned())), Some("(provider)")),
        ("more than the course gives", of(165, |terms| terms.cpd_minutes = 160), Some("(CPD)")),
        ("not what counts", of(160, |_| {}), Some("(CPD)")),
        ("two things", of(160, |terms| terms.title.push('!')), Some("(title, CPD)")),
        (
            "terms of today, of a paper that is older",
            of(165, |terms| {
                terms.title.push('!');
                terms.provider = None;
            }),
            None,
        ),
    ] {
        let findings = papers_against_terms(&[known]);
        let details: Vec<&str> = findings.iter().map(|finding| finding.detail.as_str()).collect();
        match said {
            None => assert_eq!(details, Vec::<&str>::new(), "{why}"),
            Some(said) => assert!(matches!(details[..], [one] if one.contains(said)), "{why}: {details:?}"),
        }
    }
}

#[test]
fn an_organisation_is_trained_by_confirmed_members_or_by_its_own_session() {
    let (session, school) = (SessionId::from_uuid(id(1)), OrganisationId::from_uuid(id(1)));
    let other = OrganisationId::from_uuid(id(2));
    let (ada, ben) = (PersonId::from_uuid(id(1)), PersonId::from_uuid(id(2)));
    let trained = [KnownTraining { organisation: school, session }];
    let there = HashSet::from([(session, school, ada), (session, other, ben)]);
    let claims: &[&str] = &["organisation_trained_by_claims"];
    for (why, confirmed, asked_for, expected) in [
        ("a member was there", vec![(school, ada)], vec![], &[][..]),
        ("who was there only says so", vec![], vec![], claims),
        ("the member was there for another", vec![(school, ben), (other, ben)], vec![], claims),
        ("it asked for the session", vec![], vec![(session, school)], &[]),
        ("another asked for the session", vec![], vec![(session, other)], claims),
    ] {
        let (confirmed, asked_for) = (confirmed.into_iter().collect(), asked_for.into_iter().collect());
        assert_eq!(rules(&trained_by_claims(&trained, &there, &confirmed, &asked_for)), expected, "{why}");
    }
}
