//! Codes, numbers and the accreditation a certificate may state.

use chrono::NaiveDate;
use proptest::prelude::*;
use training_ladder::domain::{
    certificates::{
        AccreditationLine, AccreditationScope, CertificateSnapshot, Earlier, Reissue, Training,
        certificate_number, fitting_accreditation, format_code, parse_code, reissue, verification_code,
    },
    ids::CourseId,
    times::Zone,
    words::{
        CertificateState::{self, Revoked, Valid},
        Delivery,
        OrganisationKind::{self, Council, Health, School},
    },
};
use uuid::Uuid;

const CODE: &str = "0123456789ABCDEFGHJKMNPQRSTV";

#[test]
fn codes_carry_140_bits_and_print_in_fours() {
    assert_eq!(verification_code(&[0; 18]), "0".repeat(28));
    assert_eq!(verification_code(&[0xFF; 18]), "Z".repeat(28));
    let mut last_bits = [0; 18];
    last_bits[17] = 0x0F; // the four bits beyond 140
    assert_eq!(verification_code(&last_bits), "0".repeat(28));
    last_bits[17] = 0x10;
    assert_eq!(verification_code(&last_bits), format!("{}1", "0".repeat(27)));
    let mut first_bits = [0; 18];
    first_bits[0] = 0b0000_1000;
    assert_eq!(verification_code(&first_bits), format!("1{}", "0".repeat(27)));
    assert_eq!(format_code(CODE), "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV");
}

#[test]
fn codes_are_read_as_people_type_them() {
    for typed in [
        CODE,
        "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        " 0123 4567 89ab cdef ghjk mnpq rstv\n",
        "oL23 4567-89AB–CDEF—GHJK MNPQ\u{A0}RSTV",
        "oi23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "OI23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
        "0l23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
    ] {
        assert_eq!(parse_code(typed).as_deref(), Some(CODE), "{typed}");
    }
    let long = CODE.repeat(10_000);
    for typed in [
        "",
        "-",
        &CODE[1..],
        &format!("{CODE}0"),
        &CODE.replace('V', "U"),
        &CODE.replace('V', "é"),
        &CODE.replace('V', "\0"),
        &CODE.replace('V', "%"),
        &long,
    ] {
        assert_eq!(parse_code(typed), None, "{}", typed.len());
    }
}

#[test]
fn numbers_name_the_year_and_nothing_else() {
    assert_eq!(certificate_number(2026, &[0; 4]), "TL-2026-000000");
    assert_eq!(certificate_number(2027, &[0xFF; 4]), "TL-2027-ZZZZZZ");
}

proptest! {
    #[test]
    fn a_printed_code_reads_back(random: [u8; 18]) {
        let code = verification_code(&random);
        prop_assert_eq!(code.len(), 28);
        prop_assert_eq!(parse_code(&format_code(&code).to_lowercase()), Some(code));
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn course(n: u128) -> CourseId {
    CourseId::from_uuid(Uuid::from_u128(n))
}

fn scope(audiences: &[OrganisationKind], from: &str, to: &str) -> AccreditationScope {
    AccreditationScope {
        line: AccreditationLine {
            body: "Restorative Justice Council".to_owned(),
            reference: format!("RJC from {from}"),
            valid_from: day(from),
            valid_to: day(to),
        },
        provider: "The training team".to_owned(),
        courses: vec![course(1), course(2)],
        audiences: audiences.to_vec(),
    }
}

#[test]
fn an_accreditation_is_stated_only_when_all_of_it_fits() {
    let schools = scope(&[School], "2026-01-01", "2028-02-29");
    let anyone = scope(&[], "2026-01-01", "2028-02-29");
    let ours = "The training team";
    for (name, scope, provider, taken, kind, on, fits) in [
        ("all fits", &schools, ours, 1, Some(School), "2027-06-01", true),
        ("another course it covers", &schools, ours, 2, Some(School), "2027-06-01", true),
        ("another course", &schools, ours, 3, Some(School), "2027-06-01", false),
        ("another provider", &schools, "Somebody else", 1, Some(School), "2027-06-01", false),
        ("another audience", &schools, ours, 1, Some(Council), "2027-06-01", false),
        ("no organisation", &schools, ours, 1, None, "2027-06-01", false),
        ("no organisation, no restriction", &anyone, ours, 1, None, "2027-06-01", true),
        ("any audience", &anyone, ours, 1, Some(Health), "2027-06-01", true),
        ("the day before", &anyone, ours, 1, Some(School), "2025-12-31", false),
        ("the first day", &anyone, ours, 1, Some(School), "2026-01-01", true),
        ("the last day, a leap day", &anyone, ours, 1, Some(School), "2028-02-29", true),
        ("the day after", &anyone, ours, 1, Some(School), "2028-03-01", false),
    ] {
        let training =
            Training { provider, course: course(taken), organisation_kind: kind, last_day: day(on) };
        assert_eq!(scope.fit(&training).is_some(), fits, "{name}");
    }
}

#[test]
fn of_two_that_fit_the_later_is_stated() {
    let scopes = [scope(&[], "2027-01-01", "2029-12-31"), scope(&[], "2026-01-01", "2028-12-31")];
    let on = |on: &str| Training {
        provider: "The training team",
        course: course(1),
        organisation_kind: None,
        last_day: day(on),
    };
    assert_eq!(fitting_accreditation(&scopes, &on("2027-05-01")).unwrap().reference, "RJC from 2027-01-01");
    assert_eq!(fitting_accreditation(&scopes, &on("2026-05-01")).unwrap().reference, "RJC from 2026-01-01");
    assert_eq!(fitting_accreditation(&scopes, &on("2030-01-01")), None);
}

fn paper() -> CertificateSnapshot {
    CertificateSnapshot {
        person_name: Some("Ada Lovelace".to_owned()),
        course_title: "Introduction".to_owned(),
        ladder: None,
        dates: Vec::new(),
        timezone: Zone::LONDON,
        delivery: Delivery::Zoom,
        cpd_minutes: 165,
        cpd_basis: "Attended all.".to_owned(),
        outcomes: vec!["An action plan".to_owned()],
        trainers: vec!["Tess Trainer".to_owned()],
        provider: "The Partnership".to_owned(),
        mark: None,
        on_demand: false,
        talks: Vec::new(),
        accreditation: None,
        number: "TL-2026-ABCDEF".to_owned(),
        verification_code: CODE.to_owned(),
        verification_url: format!("https://training.example.org/verify/{CODE}"),
        completed_on: "2026-11-10".parse().expect("a day"),
        issued_at: "2026-11-10T12:00:00Z".parse().expect("a time"),
    }
}

#[test]
fn a_paper_is_replaced_when_it_would_say_something_else() {
    let draft = CertificateSnapshot {
        number: String::new(),
        verification_code: String::new(),
        verification_url: String::new(),
        issued_at: "2026-12-01T12:00:00Z".parse().expect("a time"),
        ..paper()
    };
    assert!(paper().tells_the_same_as(&draft), "number, code and moment of issue are always new");
    let changes: [fn(&mut CertificateSnapshot); 8] = [
        |paper| paper.person_name = Some("Ada King".to_owned()),
        |paper| paper.cpd_minutes = 150,
        |paper| paper.completed_on = "2026-11-17".parse().expect("a day"),
        |paper| paper.trainers.clear(),
        |paper| paper.course_title = "First steps".to_owned(),
        |paper| paper.outcomes.clear(),
        |paper| paper.provider = "Another name".to_owned(),
        |paper| paper.timezone = chrono_tz::Europe::Paris.into(),
    ];
    for (row, change) in changes.into_iter().enumerate() {
        let mut newer = draft.clone();
        change(&mut newer);
        assert!(!paper().tells_the_same_as(&newer), "change {row}");
    }
}

#[test]
fn closing_again_keeps_replaces_withdraws_or_issues() {
    let (old, same) = (paper(), paper());
    let changed = CertificateSnapshot { cpd_minutes: 90, ..paper() };
    let earlier =
        |state: CertificateState, was_attended: bool| Some(Earlier { state, paper: &old, was_attended });
    for (row, (earlier, earned, decided)) in [
        (None, None, Reissue::Nothing),
        (None, Some(&same), Reissue::Issue),
        (earlier(Valid, true), Some(&same), Reissue::Keep),
        (earlier(Valid, true), Some(&changed), Reissue::Supersede),
        (earlier(Valid, true), None, Reissue::Revoke),
        // Withdrawn by a coordinator while the result stood.
        (earlier(Revoked, true), Some(&same), Reissue::Nothing),
        (earlier(Revoked, true), Some(&changed), Reissue::Issue),
        (earlier(Revoked, true), None, Reissue::Nothing),
        // Withdrawn because it was not earned, and earned after all.
        (earlier(Revoked, false), Some(&same), Reissue::Issue),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(reissue(earlier, earned), decided, "row {row}");
    }
}
