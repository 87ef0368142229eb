//! Text at the door.

use training_ladder::domain::input::{
    FieldError, FieldErrors, long_text, optional_long_text, optional_short_text, short_text,
};

#[test]
fn short_text_is_one_line_that_can_be_shown() {
    for (typed, expected) in [
        ("  Room 4  ", "Room 4"),
        ("a\tb", "a b"),
        ("12345", "12345"),
        ("ŵŷłΩЖ", "ŵŷłΩЖ"),
        ("w\u{302}", "ŵ"),
        ("a\u{200B}b\u{FEFF}", "ab"),
        ("\u{200E}a", "a"),
        ("\u{A0}a", "a"),
    ] {
        assert_eq!(short_text("title", typed, 6).as_deref(), Ok(expected), "{typed:?}");
    }
    for typed in [
        "",
        "   ",
        "1234567",
        "a\nb",
        "a\r\nb",
        "a\0b",
        "a\u{1B}b",
        "a\u{202E}b",
        "a\u{2066}b",
        "a\u{2028}b",
        "a\u{85}b",
        "a\u{FFFD}b",
        "a\u{E000}b",
        "a\u{FFFF}b",
    ] {
        let error = short_text("title", typed, 6).unwrap_err();
        assert_eq!(error.field, "title");
        assert!(
            error.message.ends_with('.') && !error.message.contains(char::is_control),
            "{typed:?}: {error}"
        );
    }
    assert_eq!(
        short_text("title", "1234567", 6).unwrap_err().message,
        "Use at most 6 characters; this has 7."
    );
    assert_eq!(
        short_text("title", "a\0", 6).unwrap_err().message,
        "Take out the character U+0000: it cannot be shown."
    );
}

#[test]
fn text_that_may_be_left_out() {
    assert_eq!(optional_short_text("note", None, 6), Ok(None));
    assert_eq!(optional_short_text("note", Some("  "), 6), Ok(None));
    assert_eq!(optional_short_text("note", Some(" a "), 6), Ok(Some("a".to_owned())));
    assert_eq!(optional_long_text("note", None, 6), Ok(None));
    assert_eq!(optional_long_text("note", Some("\r\n"), 6), Ok(None));
}

#[test]
fn long_text_keeps_its_lines_and_no_other_control_characters() {
    for (typed, expected) in [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\nb\n", "a\n\nb"), ("a\tb", "a b")] {
        assert_eq!(long_text("note", typed, 4).as_deref(), Ok(expected), "{typed:?}");
    }
    for typed in ["", "\n", "a\n\n\nb", "a\0b", "a\u{202E}b", "a\u{B}b"] {
        assert!(long_text("note", typed, 4).is_err(), "{typed:?}");
    }
}

#[test]
fn every_broken_rule_is_told_at_once() {
    let mut errors = FieldErrors::new();
    assert!(errors.is_empty());
    assert_eq!(errors.keep(short_text("a", "x", 5)).as_deref(), Some("x"));
    assert_eq!(errors.keep(short_text("b", "", 5)), None);
    errors.add("c", "Choose a date.");
    let told = errors.finish(()).unwrap_err();
    assert_eq!(told.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(FieldErrors::new().finish(7), Ok(7));
    let json = serde_json::to_value(FieldError::new("c", "Choose a date.")).unwrap();
    assert_eq!(json, serde_json::json!({"field": "c", "message": "Choose a date."}));
}
