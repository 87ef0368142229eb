//! Joining details.

use training_ladder::domain::joining::{Joining, JoiningInput};

fn with_url(url: &str) -> JoiningInput {
    JoiningInput { url: Some(url.to_owned()), ..JoiningInput::default() }
}

#[test]
fn only_safe_links_are_put_before_people() {
    let rows = [
        ("https://zoom.example/j/123?pwd=a", true),
        (" https://zoom.example/j/123 ", true),
        ("http://zoom.example/j/123", false),
        ("javascript:alert(1)", false),
        ("zoom.example/j/123", false),
        ("https://", false),
        ("https://user:secret@zoom.example/", false),
        ("https://zoom.example/\r\nX: y", false),
        ("ftp://zoom.example/", false),
    ];
    for (url, fits) in rows {
        assert_eq!(with_url(url).check().is_ok(), fits, "{url}");
    }
    assert!(with_url(&format!("https://zoom.example/{}", "a".repeat(2000))).check().is_err());
    assert_eq!(with_url("  ").check(), Ok(Joining::default()), "left empty is not known yet");
}

#[test]
fn every_broken_rule_is_named() {
    let input = JoiningInput {
        url: Some("x".to_owned()),
        meeting_id: Some("1\n2".to_owned()),
        passcode: Some("p".repeat(101)),
        dial_in: Some("d".repeat(501)),
        test_url: Some("y".to_owned()),
        help: Some("h\u{0}".to_owned()),
    };
    let fields: Vec<String> = input.check().unwrap_err().into_iter().map(|error| error.field).collect();
    let names = ["url", "meeting_id", "passcode", "dial_in", "test_url", "help"]
        .map(|name| format!("joining.{name}"));
    assert_eq!(fields, names);
}

#[test]
fn enough_is_a_way_in() {
    let known = |change: fn(&mut Joining)| {
        let mut joining = Joining::default();
        change(&mut joining);
        (joining.is_empty(), joining.is_enough())
    };
    assert_eq!(known(|_| {}), (true, false));
    assert_eq!(known(|j| j.url = Some("https://a.example/".to_owned())), (false, true));
    assert_eq!(known(|j| j.meeting_id = Some("123".to_owned())), (false, true));
    assert_eq!(known(|j| j.dial_in = Some("0123".to_owned())), (false, true));
    assert_eq!(known(|j| j.help = Some("0123".to_owned())), (false, false));
}
