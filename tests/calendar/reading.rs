//! A calendar file as its reader sees it.

use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;

/// The one calendar in a file.
pub fn calendar(file: &str) -> IcalCalendar {
    let mut calendars = ical::IcalParser::new(file.as_bytes());
    let calendar = calendars.next().expect("a calendar").expect("a calendar that can be read");
    assert!(calendars.next().is_none(), "one calendar a file");
    calendar
}

/// The one event in a file.
pub fn event(file: &str) -> IcalEvent {
    let mut calendar = calendar(file);
    assert_eq!(calendar.events.len(), 1, "one event");
    calendar.events.remove(0)
}

/// A property that may stand once, or not at all.
pub fn find<'a>(properties: &'a [Property], name: &str) -> Option<&'a Property> {
    let found: Vec<&Property> = properties.iter().filter(|property| property.name == name).collect();
    assert!(found.len() <= 1, "{name} stands {} times", found.len());
    found.first().copied()
}

/// The value of a property as it stands in the file.
pub fn raw<'a>(properties: &'a [Property], name: &str) -> Option<&'a str> {
    find(properties, name).and_then(|property| property.value.as_deref())
}

/// The value of a TEXT property, its escapes undone; an escape that RFC 5545 does not know fails the test.
pub fn text(properties: &[Property], name: &str) -> Option<String> {
    raw(properties, name).map(|value| {
        let mut out = String::new();
        let mut characters = value.chars();
        while let Some(c) = characters.next() {
            match c {
                '\\' => match characters.next() {
                    Some('n') => out.push('\n'),
                    Some(escaped @ ('\\' | ';' | ',')) => out.push(escaped),
                    other => panic!("escape {other:?} in {value}"),
                },
                ';' | ',' => panic!("{c} stands bare in {value}"),
                c => out.push(c),
            }
        }
        out
    })
}

/// The values of a parameter.
pub fn parameter<'a>(property: &'a Property, name: &str) -> Option<&'a [String]> {
    property.params.iter().flatten().find(|(key, _)| key == name).map(|(_, values)| values.as_slice())
}

/// What must hold of the octets of every file.
pub fn check_lines(file: &str) {
    assert!(file.ends_with("END:VCALENDAR\r\n"), "{file:?}");
    assert_eq!(file.matches('\n').count(), file.matches("\r\n").count(), "every line break is CRLF");
    assert_eq!(file.matches('\r').count(), file.matches("\r\n").count(), "no CR stands alone");
    for line in file.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.trim().is_empty(), "an empty line");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
}
