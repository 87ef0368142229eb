//! Calendars to subscribe to.

use chrono::{DateTime, Utc};
use training_ladder::{
    calendar::feed::{FeedEvent, publish},
    domain::invites::Party,
};

use super::reading::{calendar, check_lines, find, parameter, raw, text};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn date(number: u32, cancelled: bool) -> FeedEvent {
    FeedEvent {
        uid: format!("date-{number}@training.example"),
        sequence: 1,
        starts_at: at("2026-03-17T10:00:00Z"),
        ends_at: at("2026-03-17T11:30:00Z"),
        summary: format!("Action learning, date {number} of 6; “ŵ”"),
        description: "With Sue\nand Ann".into(),
        location: Some("Room 2, Civic Hall".into()),
        conference: Some("https://zoom.example/j/123".into()),
        url: Some("https://training.example/bookings/1".into()),
        organizer: Party { name: "Training, Leeds".into(), email: "training@leeds.example".into() },
        cancelled,
    }
}

#[test]
fn a_feed_names_no_attendee_and_keeps_what_was_called_off() {
    let file =
        publish("Siân; my training, 2026", &[date(1, false), date(2, true)], at("2026-02-01T08:30:15Z"));
    check_lines(&file);
    let whole = calendar(&file);
    assert_eq!(raw(&whole.properties, "METHOD"), Some("PUBLISH"));
    assert_eq!(text(&whole.properties, "X-WR-CALNAME").as_deref(), Some("Siân; my training, 2026"));
    let refresh = find(&whole.properties, "REFRESH-INTERVAL").expect("how often to look");
    assert_eq!(refresh.value.as_deref(), Some("PT1H"));
    assert_eq!(parameter(refresh, "VALUE"), Some(&["DURATION".to_owned()][..]));

    let states: Vec<_> = whole.events.iter().map(|event| raw(&event.properties, "STATUS")).collect();
    assert_eq!(states, [Some("CONFIRMED"), Some("CANCELLED")]);
    for event in &whole.events {
        assert!(find(&event.properties, "ATTENDEE").is_none());
        assert!(event.alarms.is_empty());
        assert_eq!(raw(&event.properties, "DTSTAMP"), Some("20260201T083015Z"));
        assert_eq!(raw(&event.properties, "DTSTART"), Some("20260317T100000Z"));
        assert_eq!(raw(&event.properties, "CONFERENCE"), Some("https://zoom.example/j/123"));
        assert_eq!(text(&event.properties, "LOCATION").as_deref(), Some("Room 2, Civic Hall"));
        let organizer = find(&event.properties, "ORGANIZER").expect("RFC 5546 asks for one");
        assert_eq!(parameter(organizer, "CN"), Some(&["Training, Leeds".to_owned()][..]));
    }
    assert_eq!(
        text(&whole.events[1].properties, "SUMMARY").as_deref(),
        Some("Action learning, date 2 of 6; “ŵ”")
    );
}

#[test]
fn the_same_dates_give_the_same_file() {
    let write = || publish("Mine", &[date(1, false)], at("2026-02-01T08:30:15Z"));
    assert_eq!(write(), write());
}

#[test]
fn an_empty_feed_can_be_read() {
    let file = publish("Mine", &[], at("2026-02-01T08:30:15Z"));
    check_lines(&file);
    assert!(calendar(&file).events.is_empty());
}
