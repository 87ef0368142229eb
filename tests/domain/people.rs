//! Names and addresses at the door.

use proptest::prelude::*;
use training_ladder::domain::people::{EmailAddress, PersonName, fold, is_shared_mailbox, reads_as_a_name};

#[test]
fn names_are_kept_as_people_write_them() {
    for (typed, expected) in [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Ada \u{A0} Lovelace ", "Ada Lovelace"),
        ("Siân w\u{302}yn", "Siân ŵyn"),
        ("Łukasz O’Neill-Smith", "Łukasz O’Neill-Smith"),
        ("Ελένη Παπαδοπούλου", "Ελένη Παπαδοπούλου"),
        ("Жанна д'Арк", "Жанна д'Арк"),
        ("X", "X"),
        ("Henry \"Hal\"; Tudor, VIII", "Henry \"Hal\"; Tudor, VIII"),
        ("=1+1 Smith", "=1+1 Smith"),
        ("Ada\u{200B} Lovelace\u{FEFF}", "Ada Lovelace"),
    ] {
        assert_eq!(PersonName::parse("name", typed).unwrap().as_str(), expected);
    }
    assert!(PersonName::parse("name", &"ŵ".repeat(200)).is_ok());
}

#[test]
fn names_that_are_none_are_refused() {
    let long = "ŵ".repeat(201);
    let huge = "a".repeat(1_000_000);
    for typed in [
        "",
        "   ",
        "\u{200B}",
        "123",
        "--",
        "Ada\nLovelace",
        "Ada Lovelace\r\n",
        "Ada\rBcc: x@y.z",
        "A\0da",
        "A\tda",
        "A\u{7F}da",
        "A\u{202E}da",
        "A\u{2069}da",
        "A\u{2028}da",
        "A\u{FFFD}da",
        &long,
        &huge,
    ] {
        let error = PersonName::parse("name", typed).unwrap_err();
        assert_eq!(error.field, "name");
        assert!(error.message.len() < 200 && !error.message.contains(char::is_control), "{error}");
    }
}

#[test]
fn addresses_are_kept_exactly_and_compared_folded() {
    for (typed, exact, folded) in [
        ("ada@example.org", "ada@example.org", "ada@example.org"),
        (" Ada.Lovelace@Example.ORG ", "Ada.Lovelace@Example.ORG", "ada.lovelace@example.org"),
        ("o'neill+courses@a-b.sch.uk", "o'neill+courses@a-b.sch.uk", "o'neill+courses@a-b.sch.uk"),
        ("a@xn--caf-dma.example", "a@xn--caf-dma.example", "a@xn--caf-dma.example"),
        ("a@1.example", "a@1.example", "a@1.example"),
    ] {
        let address = EmailAddress::parse("email", typed).unwrap();
        assert_eq!((address.as_str(), address.folded()), (exact, folded));
    }
    let address = EmailAddress::parse("email", "Ada@Example.org").unwrap();
    assert_eq!((address.local(), address.domain()), ("Ada", "example.org"));
    assert_eq!(address, EmailAddress::parse("email", "ada@EXAMPLE.org").unwrap());
    assert_ne!(address, EmailAddress::parse("email", "a.da@example.org").unwrap());
}

#[test]
fn addresses_that_are_none_are_refused() {
    let local_64 = format!("{}@example.org", "a".repeat(64));
    let local_65 = format!("{}@example.org", "a".repeat(65));
    let label_64 = format!("a@{}.org", "b".repeat(64));
    let domain = format!("{0}.{0}.{0}", "b".repeat(61));
    let of_254 = format!("{}@{domain}.org", "a".repeat(64));
    assert_eq!(of_254.len(), 254);
    let of_255 = format!("{}@{domain}.info", "a".repeat(64));
    assert!(EmailAddress::parse("email", &local_64).is_ok());
    assert!(EmailAddress::parse("email", &of_254).is_ok());
    for typed in [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example",
        "ada@@example.org",
        "a@b@example.org",
        ".ada@example.org",
        "ada.@example.org",
        "a..da@example.org",
        "ada@-example.org",
        "ada@example-.org",
        "ada@example..org",
        "ada@example.org.",
        "ada@.org",
        "ada@127.0.0.1",
        "ada@[127.0.0.1]",
        "\"ada l\"@example.org",
        "ada l@example.org",
        "Ada <ada@example.org>",
        "ada@example.org, b@example.org",
        "ada@exam_ple.org",
        "ada@example.org\r\nBcc: b@c.de",
        "ada@example.org\n",
        "ad\0a@example.org",
        "ädä@example.org",
        "ada@exämple.org",
        "аda@example.org",
        "ada@example.123",
        &local_65,
        &label_64,
        &of_255,
    ] {
        let error = EmailAddress::parse("email", typed).unwrap_err();
        assert_eq!(error.field, "email");
        assert!(error.message.starts_with("Enter"), "{typed:?}: {error}");
    }
}

#[test]
fn offices_are_told_from_people() {
    for local in [
        "office",
        "OFFICE",
        "admin",
        "head",
        "info",
        "reception",
        "enquiries",
        "hr",
        "training",
        "school.office",
        "main-office",
        "admin2",
        "hr+courses",
        "head_teacher",
        "no-reply",
        "office.01",
        "l.e.arning",
    ] {
        assert!(is_shared_mailbox(local), "{local}");
    }
    for local in [
        "jo.head",
        "ada",
        "officer.jones",
        "headley",
        "chris",
        "a.training",
        "hr.smith",
        "12",
        "",
        "+office",
        "sinfo",
    ] {
        assert!(!is_shared_mailbox(local), "{local}");
    }
    assert!(EmailAddress::parse("email", "Office@school.example").unwrap().is_shared_mailbox());
}

#[test]
fn folding_finds_what_people_mean() {
    for (text, expected) in [
        ("Ada Lovelace", "ada lovelace"),
        ("  Ŵyn   O’Neill ", "wyn o'neill"),
        ("Łukasz Święcki", "lukasz swiecki"),
        ("STRAẞE straße", "strasse strasse"),
        ("Æsir Œuvre Ðað Þor Øre İstanbul ısı", "aesir oeuvre dad thor ore istanbul isi"),
        ("Ελένη ΣΟΦΌΣ σοφός", "ελενη σοφοσ σοφοσ"),
        ("ЙОД", "йод"), // й is a letter of its own
        ("Zoë‑Mae – x", "zoe-mae - x"),
        ("ﬁnance", "finance"),
        ("e\u{301}", "e"),
        ("", ""),
    ] {
        assert_eq!(fold(text), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn a_parsed_name_parses_to_itself(text in "\\PC{0,40}") {
        if let Ok(name) = PersonName::parse("name", &text) {
            prop_assert_eq!(PersonName::parse("name", name.as_str()), Ok(name));
        }
    }
}

#[test]
fn names_that_could_be_taken_for_a_link_do_not_read_as_names() {
    for (name, reads) in [
        ("Amira Khan", true),
        ("J. R. Smith-Óbrien", true),
        ("Ελένη Παπαδοπούλου", true),
        ("St. John", true),
        ("Dr A. N. Other, MBE.", true),
        ("www.prize.example", false),
        ("Go to prize.example!", false),
        ("https://prize", false),
        ("a@b", false),
        ("c/o Prize", false),
        ("x\\y", false),
    ] {
        assert_eq!(reads_as_a_name(name), reads, "{name}");
    }
    assert!(reads_as_a_name(&"ŵ".repeat(60)) && !reads_as_a_name(&"ŵ".repeat(61)));
}
