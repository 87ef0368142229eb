//! Invites to the letter of RFC 5545 and 5546.

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use proptest::prelude::*;
use training_ladder::{
    calendar::invite::{method, write},
    domain::invites::{Invite, InviteMethod, Party},
};

use super::reading::{calendar, check_lines, event, find, parameter, raw, text};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn sample() -> Invite {
    Invite {
        method: InviteMethod::Request,
        uid: "0192f0c1-2a3b-7c4d-8e5f-001122334455@training.example".into(),
        sequence: 3,
        dtstamp: at("2026-02-01T08:30:15Z"),
        starts_at: at("2026-03-17T10:00:00Z"),
        ends_at: at("2026-03-17T13:00:00Z"),
        summary: "Introduction to restorative practice".into(),
        description: "Join at https://zoom.example/j/123\nMeeting ID: 123 456".into(),
        location: Some("https://zoom.example/j/123".into()),
        conference: Some("https://zoom.example/j/123".into()),
        url: Some("https://training.example/bookings/0192f0c1?from=mail&x=1,2;3".into()),
        organizer: Party { name: "Training team".into(), email: "training@leeds.example".into() },
        attendee: Party { name: "Siân Jones".into(), email: "sian.jones+work@school.example".into() },
    }
}

#[test]
fn a_request_says_what_rfc_5546_asks() {
    let file = write(&sample());
    check_lines(&file);
    let whole = calendar(&file);
    assert_eq!(raw(&whole.properties, "METHOD"), Some("REQUEST"));
    assert_eq!(raw(&whole.properties, "VERSION"), Some("2.0"));
    assert_eq!(raw(&whole.properties, "PRODID"), Some("-//training-ladder//Training Ladder//EN"));
    assert_eq!(raw(&whole.properties, "CALSCALE"), Some("GREGORIAN"));
    assert_eq!(whole.properties.len(), 4, "nothing else: {:?}", whole.properties);
    assert!(whole.timezones.is_empty());

    let event = event(&file);
    let properties = &event.properties;
    assert_eq!(raw(properties, "UID"), Some("0192f0c1-2a3b-7c4d-8e5f-001122334455@training.example"));
    assert_eq!(raw(properties, "SEQUENCE"), Some("3"));
    assert_eq!(raw(properties, "DTSTAMP"), Some("20260201T083015Z"));
    assert_eq!(raw(properties, "DTSTART"), Some("20260317T100000Z"));
    assert_eq!(raw(properties, "DTEND"), Some("20260317T130000Z"));
    for time in ["DTSTAMP", "DTSTART", "DTEND"] {
        assert_eq!(find(properties, time).and_then(|found| found.params.clone()), None, "{time} has no TZID");
    }
    assert_eq!(raw(properties, "STATUS"), Some("CONFIRMED"));
    assert_eq!(raw(properties, "URL"), Some("https://training.example/bookings/0192f0c1?from=mail&x=1,2;3"));
    assert_eq!(text(properties, "LOCATION").as_deref(), Some("https://zoom.example/j/123"));
    let conference = find(properties, "CONFERENCE").expect("a conference");
    assert_eq!(conference.value.as_deref(), Some("https://zoom.example/j/123"));
    assert_eq!(parameter(conference, "VALUE"), Some(&["URI".to_owned()][..]));
    assert_eq!(parameter(conference, "FEATURE"), Some(&["AUDIO".to_owned(), "VIDEO".to_owned()][..]));
    assert_eq!(parameter(conference, "LABEL"), Some(&["Join online".to_owned()][..]));
    assert_eq!(
        text(properties, "DESCRIPTION").as_deref(),
        Some("Join at https://zoom.example/j/123\nMeeting ID: 123 456")
    );

    let organizer = find(properties, "ORGANIZER").expect("an organizer");
    assert_eq!(organizer.value.as_deref(), Some("mailto:training@leeds.example"));
    assert_eq!(parameter(organizer, "CN"), Some(&["Training team".to_owned()][..]));

    let attendee = find(properties, "ATTENDEE").expect("one attendee");
    assert_eq!(attendee.value.as_deref(), Some("mailto:sian.jones+work@school.example"));
    assert_eq!(parameter(attendee, "CN"), Some(&["Siân Jones".to_owned()][..]));
    assert_eq!(parameter(attendee, "PARTSTAT"), Some(&["NEEDS-ACTION".to_owned()][..]));
    assert_eq!(parameter(attendee, "RSVP"), Some(&["TRUE".to_owned()][..]));
    assert_eq!(parameter(attendee, "ROLE"), Some(&["REQ-PARTICIPANT".to_owned()][..]));
    assert!(find(properties, "RRULE").is_none());
    assert!(!properties.iter().any(|property| property.name.starts_with("X-")));
}

#[test]
fn the_two_cancels_differ_in_their_status_alone() {
    let request = event(&write(&sample()));
    for (kind, status) in [(InviteMethod::Withdraw, None), (InviteMethod::CallOff, Some("CANCELLED"))] {
        let file = write(&Invite { method: kind, sequence: 4, ..sample() });
        check_lines(&file);
        assert_eq!(raw(&calendar(&file).properties, "METHOD"), Some("CANCEL"));
        let cancel = event(&file);
        assert_eq!(raw(&cancel.properties, "STATUS"), status);
        assert_eq!(raw(&cancel.properties, "SEQUENCE"), Some("4"));
        assert!(cancel.alarms.is_empty());
        for same in ["UID", "ORGANIZER", "ATTENDEE", "DTSTART", "DTEND"] {
            assert_eq!(find(&cancel.properties, same), find(&request.properties, same), "{same}");
        }
    }
}

#[test]
fn the_method_for_the_mail_is_the_method_in_the_file() {
    for kind in [InviteMethod::Request, InviteMethod::Withdraw, InviteMethod::CallOff] {
        let file = write(&Invite { method: kind, ..sample() });
        assert_eq!(raw(&calendar(&file).properties, "METHOD"), Some(method(kind)));
    }
}

#[test]
fn names_of_every_kind_are_read_as_sent() {
    for (sent, read) in [
        ("Élodie D'Arcy", "Élodie D'Arcy"),
        ("Łukasz Żółć; Ŵyn, ŷ", "Łukasz Żółć; Ŵyn, ŷ"),
        ("O'Brien, Siân; \"Shan\": the élève", "O'Brien, Siân; 'Shan': the élève"),
        ("\"Quoted\"", "'Quoted'"),
        ("Ann ^n ^^ ^'", "Ann 'n '' ''"),
        ("Ωμέγα Иванов", "Ωμέγα Иванов"),
        ("Two\r\nlines\tand\u{0} controls\u{7f}", "Two lines and controls"),
        ("back\\slash", "back\\slash"),
        ("  ", "sian.jones+work@school.example"),
    ] {
        let mut invite = sample();
        invite.attendee.name = sent.into();
        invite.organizer.name = sent.into();
        let file = write(&invite);
        check_lines(&file);
        let event = event(&file);
        let attendee = find(&event.properties, "ATTENDEE").expect("an attendee");
        assert_eq!(parameter(attendee, "CN"), Some(&[read.to_owned()][..]));
        assert_eq!(attendee.value.as_deref(), Some("mailto:sian.jones+work@school.example"));
        assert_eq!(parameter(attendee, "RSVP"), Some(&["TRUE".to_owned()][..]));
    }
}

#[test]
fn titles_of_every_kind_are_read_as_sent() {
    for title in [
        "Cylchoedd a chyfarfodydd – ŵ".to_owned(),
        "First line\nsecond; line, with \\ and \"quotes\"".to_owned(),
        "ŵ".repeat(200),
        format!("{} {}", "é".repeat(37), "–".repeat(80)),
        "a\\nb is no line break".to_owned(),
        "trailing escape \\".to_owned(),
        format!("{}\\,;\n{}", "x".repeat(66), "y".repeat(70)),
    ] {
        let file = write(&Invite {
            summary: title.clone(),
            description: title.clone(),
            location: Some(title.clone()),
            ..sample()
        });
        check_lines(&file);
        let event = event(&file);
        for property in ["SUMMARY", "DESCRIPTION", "LOCATION"] {
            assert_eq!(text(&event.properties, property).as_deref(), Some(title.as_str()), "{property}");
        }
    }
}

#[test]
fn line_breaks_of_every_kind_become_one() {
    let file =
        write(&Invite { description: "a\r\nb\rc\nd\u{2028}e\u{2029}f\u{85}g\u{b}h".into(), ..sample() });
    check_lines(&file);
    assert_eq!(text(&event(&file).properties, "DESCRIPTION").as_deref(), Some("a\nb\nc\nd\ne\nf\ngh"));
}

#[test]
fn long_runs_of_spaces_after_long_letters_do_no_harm() {
    // The writer underneath measures octets and looks at characters: on such text it never ends.
    for letters in [40, 150, 300, 700] {
        for gap in [" ".repeat(400), " x".repeat(200), "\u{a0}".repeat(300)] {
            let title = format!("{}{gap}{}", "é".repeat(letters), "ŵ".repeat(letters));
            let file = write(&Invite { summary: title, ..sample() });
            check_lines(&file);
        }
    }
}

#[test]
fn what_is_empty_is_left_out() {
    let file = write(&Invite {
        description: String::new(),
        location: None,
        conference: None,
        url: None,
        ..sample()
    });
    let event = event(&file);
    for property in ["DESCRIPTION", "LOCATION", "CONFERENCE", "URL"] {
        assert!(find(&event.properties, property).is_none(), "{property}");
    }
}

#[test]
fn an_invite_queued_before_conferences_were_written_is_still_read() {
    let mut stored = serde_json::to_value(sample()).expect("plain data");
    stored.as_object_mut().expect("an object").remove("conference");
    let invite: Invite = serde_json::from_value(stored).expect("an invite");
    assert_eq!(invite, Invite { conference: None, ..sample() });
}

#[test]
fn line_breaks_in_an_address_cannot_start_a_line() {
    let mut invite = sample();
    invite.attendee.email = "a@b.example\r\nATTENDEE:mailto:evil@example.org".into();
    invite.url = Some("https://training.example/\r\nX-EVIL:1".into());
    invite.uid = "uid\r\nX-EVIL:1".into();
    let event = event(&write(&invite));
    assert!(find(&event.properties, "X-EVIL").is_none());
    assert_eq!(event.properties.iter().filter(|property| property.name == "ATTENDEE").count(), 1);
}

#[test]
fn a_weekly_ten_o_clock_stays_at_ten_in_london() {
    let first = chrono::NaiveDate::from_ymd_opt(2026, 3, 17).expect("a day");
    let starts: Vec<String> = (0..6)
        .map(|week| {
            let day = first + chrono::Days::new(7 * week);
            let local =
                |hour| London.from_local_datetime(&day.and_hms_opt(hour, 0, 0).expect("a time")).unwrap();
            let file = write(&Invite {
                starts_at: local(10).with_timezone(&Utc),
                ends_at: local(13).with_timezone(&Utc),
                ..sample()
            });
            raw(&event(&file).properties, "DTSTART").expect("a start").to_owned()
        })
        .collect();
    assert_eq!(
        starts,
        [
            "20260317T100000Z",
            "20260324T100000Z",
            "20260331T090000Z",
            "20260407T090000Z",
            "20260414T090000Z",
            "20260421T090000Z"
        ]
    );
}

/// Text as people might send it, without what the reader (not the file) gets wrong: `ical` drops colons that begin
/// a value.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,300}",
        "[a-zéŵ–€𝄞 ,;:\"'\\\\\n]{0,300}",
        "[ŵ ]{0,400}",
        "[\u{4e00}-\u{4fff} \u{a0}]{0,200}",
    ]
    .prop_map(|text| text.trim_start_matches(|c: char| c == ':' || c.is_whitespace()).trim_end().to_owned())
    .prop_filter("noncharacters are for internal use", |text| {
        !text.contains(|c| ('\u{fdd0}'..='\u{fdef}').contains(&c))
    })
}

/// What of a text an invite keeps: at most 16 spaces in a row, and one kind of line break.
fn kept(text: &str) -> String {
    let mut gap = 0;
    text.replace(['\u{2028}', '\u{2029}'], "\n")
        .chars()
        .filter(|c| {
            gap = if c.is_whitespace() && *c != '\n' { gap + 1 } else { 0 };
            gap <= 16
        })
        .collect()
}

proptest! {
    #[test]
    fn any_text_comes_back(title in any_text(), description in any_text(), name in any_text()) {
        let mut invite = sample();
        invite.summary.clone_from(&title);
        invite.description.clone_from(&description);
        invite.attendee.name.clone_from(&name);
        let file = write(&invite);
        check_lines(&file);

        // Unfolded as RFC 5545 §3.1 says, and as a reader that trims the ends of lines does: both see the same.
        let by_the_book = file.replace("\r\n ", "");
        let trimming: String = file
            .split_terminator("\r\n")
            .map(|line| match line.strip_prefix(' ') {
                Some(rest) => rest.trim_end().to_owned(),
                None => format!("\r\n{}", line.trim_end()),
            })
            .collect();
        prop_assert_eq!(by_the_book.trim(), trimming.trim());

        let event = event(&file);
        prop_assert_eq!(text(&event.properties, "SUMMARY").unwrap_or_default(), kept(&title));
        prop_assert_eq!(text(&event.properties, "DESCRIPTION").unwrap_or_default(), kept(&description));
        let attendee = find(&event.properties, "ATTENDEE").expect("an attendee");
        let expected = kept(&name).replace('\n', " ").replace(['"', '^'], "'");
        let expected = if expected.is_empty() { invite.attendee.email.clone() } else { expected };
        prop_assert_eq!(parameter(attendee, "CN"), Some(&[expected][..]));
        prop_assert_eq!(attendee.value.clone(), Some(format!("mailto:{}", invite.attendee.email)));
    }
}
