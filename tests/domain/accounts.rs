//! How people come to an account.

use chrono::{DateTime, TimeDelta, Utc};
use training_ladder::domain::accounts::{
    MOST_WRONG_CODES, SecretFacts, domain_confirms, mail_domain, organisation_name, personal_address,
};

#[test]
fn a_mailed_secret_works_once_and_for_a_time() {
    let now: DateTime<Utc> = "2026-11-03T09:00:00Z".parse().unwrap();
    let good = SecretFacts { expires_at: now + TimeDelta::minutes(60), used: false, wrong_codes: 0 };
    let last = SecretFacts { wrong_codes: MOST_WRONG_CODES - 1, ..good };
    let guessed = SecretFacts { wrong_codes: MOST_WRONG_CODES, ..good };
    let used = SecretFacts { used: true, ..good };
    for (facts, at, link, code) in [
        (good, now, true, true),
        (good, now + TimeDelta::minutes(60) - TimeDelta::microseconds(1), true, true),
        (good, now + TimeDelta::minutes(60), false, false),
        (last, now, true, true),
        (guessed, now, true, false),
        (used, now, false, false),
    ] {
        assert_eq!((facts.link_works(at), facts.code_works(at)), (link, code), "{facts:?}");
    }
}

#[test]
fn a_domain_confirms_only_its_own_organisation() {
    for (domain, of, confirms) in [
        ("hill.example", Some("hill.example"), true),
        ("hill.example", Some("HILL.example"), true),
        ("sub.hill.example", Some("hill.example"), false),
        ("nothill.example", Some("hill.example"), false),
        ("hill.example", None, false),
        ("", Some(""), false),
    ] {
        assert_eq!(domain_confirms(domain, of), confirms, "{domain} {of:?}");
    }
    assert_eq!(mail_domain("domain", " @Hill.Example ").unwrap(), "hill.example");
    for wrong in ["gmail.com", "hill", "a@hill.example", "hill .example", ""] {
        assert!(mail_domain("domain", wrong).is_err(), "{wrong}");
    }
}

#[test]
fn addresses_to_sign_in_with_are_personal_and_organisations_have_letters() {
    assert!(personal_address("email", "jo.head@hill.example").is_ok());
    let shared = personal_address("email", "head@hill.example").unwrap_err();
    assert!(shared.message.contains("several people read"));
    assert_eq!(organisation_name("name", "  Hill   School ").unwrap(), "Hill School");
    for wrong in ["", "  ", "123", "Hill\nSchool", &"x".repeat(201)] {
        assert!(organisation_name("name", wrong).is_err(), "{wrong}");
    }
}
