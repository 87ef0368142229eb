//! What comes back from Outlook, Google and Apple, and what does not count.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use training_ladder::calendar::reply::{
    Ignored, Judgement, Participation, Reply, ReplyError, judge_reply, parse,
};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

const REPLY: &str = "BEGIN:VCALENDAR\r\n\
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r\n\
VERSION:2.0\r\n\
CALSCALE:GREGORIAN\r\n\
METHOD:REPLY\r\n\
BEGIN:VEVENT\r\n\
DTSTART:20260317T100000Z\r\n\
DTEND:20260317T130000Z\r\n\
DTSTAMP:20260202T091500Z\r\n\
ORGANIZER;CN=Training team:mailto:training@leeds.example\r\n\
UID:0192f0c1@training.example\r\n\
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=\"Jones, S\r\n \
ian\";X-NUM-GUESTS=0:mailto:Sian.Jones@school.example\r\n\
SEQUENCE:2\r\n\
STATUS:CONFIRMED\r\n\
SUMMARY:Introduction\r\n\
END:VEVENT\r\n\
END:VCALENDAR\r\n";

fn read() -> Reply {
    parse(REPLY).expect("a reply")
}

#[test]
fn a_reply_is_read() {
    assert_eq!(
        read(),
        Reply {
            uid: "0192f0c1@training.example".into(),
            sequence: 2,
            dtstamp: at("2026-02-02T09:15:00Z"),
            attendee: "Sian.Jones@school.example".into(),
            partstat: Participation::Accepted,
        }
    );
}

#[test]
fn every_answer_is_understood() {
    for (word, answer) in [
        ("PARTSTAT=ACCEPTED", Participation::Accepted),
        ("PARTSTAT=DECLINED", Participation::Declined),
        ("PARTSTAT=tentative", Participation::Tentative),
        ("PARTSTAT=DELEGATED", Participation::Delegated),
        ("PARTSTAT=NEEDS-ACTION", Participation::NeedsAction),
        ("X-NONE=1", Participation::NeedsAction),
    ] {
        assert_eq!(parse(&REPLY.replace("PARTSTAT=ACCEPTED", word)).map(|reply| reply.partstat), Ok(answer));
    }
}

#[test]
fn outlooks_shape_is_read_too() {
    let outlook = "\u{feff}BEGIN:VCALENDAR\nMETHOD:REPLY\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0\n\
        BEGIN:VTIMEZONE\nTZID:GMT Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\n\
        TZOFFSETTO:+0000\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nEND:VTIMEZONE\n\
        BEGIN:VEVENT\nATTENDEE;PARTSTAT=DECLINED;CN=Siân:MAILTO:sian.jones@school.example\nCOMMENT;LANGUAGE=en-GB:\\n\n\
        UID:0192f0c1@training.example\nDTSTART;TZID=GMT Standard Time:20260317T100000\nDTSTAMP:20260202T091500Z\n\
        SEQUENCE:2\nEND:VEVENT\nEND:VCALENDAR\n";
    let reply = parse(outlook).expect("a reply");
    assert_eq!(reply.partstat, Participation::Declined);
    assert_eq!(reply.attendee, "sian.jones@school.example");
}

#[test]
fn a_missing_sequence_is_0() {
    assert_eq!(parse(&REPLY.replace("SEQUENCE:2\r\n", "")).map(|reply| reply.sequence), Ok(0));
}

#[test]
fn what_is_no_reply_says_why() {
    let second = "ATTENDEE;PARTSTAT=DECLINED:mailto:other@school.example\r\nSEQUENCE:2";
    let event = &REPLY[REPLY.find("BEGIN:VEVENT").unwrap()..REPLY.find("END:VCALENDAR").unwrap()];
    for (file, why) in [
        (String::new(), "not a calendar: the file is empty"),
        ("Dear all, I am away".into(), "not a calendar: property error: Line 1: Missing property name."),
        (REPLY.replace("END:VEVENT\r\nEND:VCALENDAR\r\n", ""), "not a calendar: incomplete object"),
        (REPLY.replace("METHOD:REPLY", "METHOD:COUNTER"), "METHOD is COUNTER, not REPLY"),
        (REPLY.replace("METHOD:REPLY\r\n", ""), "METHOD is missing, not REPLY"),
        (REPLY.replace("SEQUENCE:2", second), "the reply names 2 attendees, not one"),
        (REPLY.replace("ATTENDEE;", "X-WAS;"), "the reply names 0 attendees, not one"),
        (REPLY.replace(event, ""), "the reply holds 0 events, not one"),
        (REPLY.replace(event, &event.repeat(2)), "the reply holds 2 events, not one"),
        (REPLY.replace("UID:0192f0c1@training.example", "UID:"), "the reply has no UID"),
        (REPLY.replace("DTSTAMP:20260202T091500Z\r\n", ""), "the reply has no DTSTAMP"),
        (REPLY.replace("20260202T091500Z", "20260202"), "the reply's DTSTAMP is not understood: 20260202"),
        (REPLY.replace("SEQUENCE:2", "SEQUENCE:-2"), "the reply's SEQUENCE is not understood: -2"),
        (
            REPLY.replace("PARTSTAT=ACCEPTED", "PARTSTAT=LATER"),
            "the reply's PARTSTAT is not understood: LATER",
        ),
        (
            REPLY.replace("mailto:Sian.Jones@school.example", "urn:uuid:1"),
            "the reply's ATTENDEE is not understood: urn:uuid:1",
        ),
    ] {
        assert_eq!(parse(&file).expect_err(why).to_string(), why);
    }
    assert!(matches!(
        parse(&REPLY.replace("Introduction", &"x".repeat(300_000))),
        Err(ReplyError::TooLarge(_))
    ));
}

#[test]
fn only_the_newest_word_of_the_person_invited_counts() {
    let kept = |sequence, stamp: &str| Some((sequence, at(stamp)));
    let reply = |sequence, stamp: &str| Reply { sequence, dtstamp: at(stamp), ..read() };
    let same = "sian.jones@SCHOOL.example";
    for (invited, last, current, reply, judgement) in [
        (same, None, 2, reply(2, "2026-02-02T09:15:00Z"), Judgement::Keep),
        (same, kept(2, "2026-02-02T09:14:59Z"), 2, reply(2, "2026-02-02T09:15:00Z"), Judgement::Keep),
        // A reply to the changed invite counts although an older invite was answered at a later second.
        (same, kept(1, "2026-02-02T09:15:01Z"), 2, reply(2, "2026-02-02T09:15:00Z"), Judgement::Keep),
        (
            same,
            kept(2, "2026-02-02T09:15:00Z"),
            2,
            reply(2, "2026-02-02T09:15:00Z"),
            Judgement::Ignore(Ignored::Repeated),
        ),
        (
            same,
            kept(2, "2026-02-02T09:15:01Z"),
            2,
            reply(2, "2026-02-02T09:15:00Z"),
            Judgement::Ignore(Ignored::Older),
        ),
        (same, None, 3, reply(2, "2026-02-02T09:15:00Z"), Judgement::Ignore(Ignored::EarlierInvite)),
        (same, None, 1, reply(2, "2026-02-02T09:15:00Z"), Judgement::Ignore(Ignored::UnknownInvite)),
        (
            "sian.jones@school.example.org",
            None,
            2,
            reply(2, "2026-02-02T09:15:00Z"),
            Judgement::Ignore(Ignored::AnotherPerson),
        ),
    ] {
        assert_eq!(judge_reply(invited, last, current, &reply), judgement, "{invited} {last:?} {current}");
    }
}

proptest! {
    #[test]
    fn nothing_that_comes_in_panics(noise in "[A-Z:;=\"\\\\\r\n ,é-]{0,200}", at in 0_usize..REPLY.len()) {
        let _ = parse(&noise);
        let mut file = REPLY.to_owned();
        file.insert_str(file.floor_char_boundary(at), &noise);
        let _ = parse(&file);
    }
}
