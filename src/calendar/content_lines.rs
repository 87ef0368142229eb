//! What every calendar of ours shares: text made safe before `icalendar` sees it, and content lines folded after.
//!
//! `icalendar` 0.17 escapes TEXT and quotes parameters rightly, with these faults, each met here:
//!
//! - it passes a double quote through in a parameter, which ends the value early: [`parameter`] replaces quotes;
//! - it passes a bare CR through in any value: [`text`], [`one_line`] and [`address`] leave none;
//! - its folding looks for spaces at a *character* index equal to the *octet* index it is at. After letters of
//!   several octets a long run of spaces sends it back to where it began, for ever; and it leaves spaces at the end of a
//!   line, where many readers (the `ical` crate among them) trim them. So spaces go in disguised as
//!   noncharacters, which it does not look for, and [`folded`] undoes its folds and makes them again.

use icalendar::{Calendar, Parameter, Property};

use crate::domain::invites::Party;

/// The longest content line, in octets without its line break (RFC 5545 §3.1).
const LIMIT: usize = 75;

/// The longest run of spaces kept. Every line then has a place to fold at that is not a space: a reader that trims
/// its lines loses nothing.
const LONGEST_GAP: usize = 16;

/// Every white-space character that can stand inside a line; the noncharacters from U+FDD0 stand in for them.
const SPACES: [char; 17] = [
    ' ', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}',
    '\u{2006}', '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{202f}', '\u{205f}', '\u{3000}',
];
const DISGUISES: std::ops::RangeInclusive<char> = '\u{fdd0}'..='\u{fdef}';

/// The features of a conference with the comma between them disguised: the writer underneath would put the list in
/// quotes, which makes one value of it (RFC 7986 §6.3).
const FEATURES_IN_ONE: &str = "AUDIO\u{fde1}VIDEO";
const COMMA: char = '\u{fde1}';

/// A calendar with what each of ours begins with.
pub(super) fn calendar(method: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", super::PRODUCT))
        .append_property(("CALSCALE", "GREGORIAN"))
        .append_property(("METHOD", method));
    calendar
}

/// A TEXT value: line breaks of every kind become `\n`, tabs spaces, other control characters go, and of a long
/// run of spaces as much stays as anyone can mean.
pub(super) fn text(value: &str) -> String {
    let mut clean = String::with_capacity(value.len());
    let mut characters = value.chars().peekable();
    let mut run = 0;
    while let Some(c) = characters.next() {
        let c = match c {
            '\r' if characters.peek() == Some(&'\n') => continue,
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            c if c.is_control() || DISGUISES.contains(&c) => continue,
            c => c,
        };
        run = if c.is_whitespace() && c != '\n' { run + 1 } else { 0 };
        if run <= LONGEST_GAP {
            clean.push(c);
        }
    }
    disguised(clean.trim())
}

/// A value of one line: line breaks and tabs become spaces, other control characters go.
pub(super) fn one_line(value: &str) -> String {
    text(value).replace('\n', &disguised(" "))
}

/// A parameter value: of one line, without the double quote, for which it has no escape (RFC 5545 §3.2), and without
/// the circumflex, which readers that know RFC 6868 decode and the others do not.
fn parameter(value: &str) -> String {
    one_line(value).replace(['"', '^'], "'")
}

/// CONFERENCE (RFC 7986 §5.11): where an online date is joined, as sound and picture.
pub(super) fn conference(url: &str) -> Property {
    let mut property = Property::new("CONFERENCE", address(url));
    property
        .append_parameter(Parameter::new("VALUE", "URI"))
        .append_parameter(Parameter::new("FEATURE", FEATURES_IN_ONE))
        .append_parameter(Parameter::new("LABEL", &disguised("Join online")));
    property
}

/// An address or URI: control characters and white space have no place in it.
pub(super) fn address(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !c.is_whitespace() && !DISGUISES.contains(c)).collect()
}

/// ORGANIZER or ATTENDEE with the name as CN, the address standing in for a name that is empty.
pub(super) fn party(property: &str, party: &Party) -> Property {
    let email = address(&party.email);
    let name = parameter(&party.name);
    let mut property = Property::new(property, format!("mailto:{email}"));
    property.append_parameter(Parameter::new("CN", if name.is_empty() { &email } else { &name }));
    property
}

/// SEQUENCE counts up from 0.
pub(super) fn sequence(sequence: i32) -> u32 {
    u32::try_from(sequence).unwrap_or(0)
}

/// The calendar's octets: CRLF line ends, every line folded at 75 octets or before.
pub(super) fn folded(calendar: &Calendar) -> String {
    let unfolded = revealed(&calendar.to_string().replace("\r\n ", ""));
    let mut out = String::with_capacity(unfolded.len() + unfolded.len() / 16);
    for line in unfolded.split_terminator("\r\n") {
        fold_into(&mut out, line);
        out.push_str("\r\n");
    }
    out
}

fn fold_into(out: &mut String, line: &str) {
    let mut rest = line;
    let mut room = LIMIT;
    while rest.len() > room {
        let (head, tail) = rest.split_at(fold_at(rest, room));
        out.push_str(head);
        out.push_str("\r\n ");
        rest = tail;
        // The space that marks a continuation counts.
        room = LIMIT - 1;
    }
    out.push_str(rest);
}

/// The last place within `room` octets that is between two characters and not inside an escape: best with no
/// white space on either side, else at least not after it, where many readers trim.
fn fold_at(line: &str, room: usize) -> usize {
    let mut after_ink = None;
    let mut at = line.floor_char_boundary(room);
    while at > 1 {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c != '\\' && !c.is_whitespace()) {
            if !line[at..].starts_with(char::is_whitespace) {
                return at;
            }
            after_ink = after_ink.or(Some(at));
        }
        at = line.floor_char_boundary(at - 1);
    }
    after_ink.unwrap_or_else(|| line.floor_char_boundary(room))
}

fn disguised(value: &str) -> String {
    let disguise = |c: char| {
        let index = SPACES.iter().position(|space| *space == c)?;
        DISGUISES.clone().nth(index)
    };
    value.chars().map(|c| if c.is_whitespace() { disguise(c).unwrap_or(c) } else { c }).collect()
}

fn revealed(value: &str) -> String {
    let space = |c: char| {
        if c == COMMA {
            return Some(',');
        }
        let index = u32::from(c).checked_sub(u32::from(*DISGUISES.start()))?;
        SPACES.get(usize::try_from(index).ok()?).copied()
    };
    value.chars().map(|c| space(c).unwrap_or(c)).collect()
}
