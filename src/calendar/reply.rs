//! What comes back from people's calendars: METHOD:REPLY (RFC 5546 §3.2.3), read and judged.

use chrono::{DateTime, NaiveDateTime, Utc};
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use ical::property::Property;

/// Longer than any reply: what calendars send is a few kilobytes.
const MOST_OCTETS: usize = 256 * 1024;

/// What a person answered (RFC 5545 §3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Participation {
    /// Will come.
    Accepted,
    /// Will not come.
    Declined,
    /// Perhaps.
    Tentative,
    /// Sends someone else.
    Delegated,
    /// Has not decided.
    NeedsAction,
}

/// One person's answer to one invite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The UID of the invite answered.
    pub uid: String,
    /// The SEQUENCE of the invite answered; 0 where the reply names none.
    pub sequence: i32,
    /// When the answer was given.
    pub dtstamp: DateTime<Utc>,
    /// Who answered: the address, without `mailto:`.
    pub attendee: String,
    /// The answer.
    pub partstat: Participation,
}

/// Why a file is no reply that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// Larger than any honest reply.
    #[error("the reply is {0} octets long, more than {MOST_OCTETS}")]
    TooLarge(usize),
    /// Not iCalendar.
    #[error("not a calendar: {0}")]
    NotACalendar(String),
    /// Another METHOD, or none.
    #[error("METHOD is {0}, not REPLY")]
    NotAReply(String),
    /// No event, or several: our invites hold one each.
    #[error("the reply holds {0} events, not one")]
    Events(usize),
    /// Nobody answered, or several at once (RFC 5546 §3.2.3 asks for exactly one).
    #[error("the reply names {0} attendees, not one")]
    Attendees(usize),
    /// Something a reply must say is missing.
    #[error("the reply has no {0}")]
    Missing(&'static str),
    /// Something is said in a way the standard does not know.
    #[error("the reply's {property} is not understood: {value}")]
    Malformed {
        /// Which property or parameter.
        property: &'static str,
        /// What it holds.
        value: String,
    },
}

/// Reads one reply.
///
/// # Errors
/// Says what is missing, wrong or too much; a file with an error is never half used.
pub fn parse(text: &str) -> Result<Reply, ReplyError> {
    if text.len() > MOST_OCTETS {
        return Err(ReplyError::TooLarge(text.len()));
    }
    let text = text.trim_start_matches('\u{feff}');
    let calendar = ical::IcalParser::new(text.as_bytes())
        .next()
        .ok_or_else(|| ReplyError::NotACalendar("the file is empty".into()))?
        .map_err(|error| ReplyError::NotACalendar(error.to_string()))?;
    let event = answered(&calendar)?;

    let attendees: Vec<&Property> = named(&event.properties, "ATTENDEE").collect();
    let &[attendee] = attendees.as_slice() else { return Err(ReplyError::Attendees(attendees.len())) };
    Ok(Reply {
        uid: unescaped(value(&event.properties, "UID")?),
        sequence: sequence(&event.properties)?,
        dtstamp: dtstamp(value(&event.properties, "DTSTAMP")?)?,
        attendee: mail_address(attendee)?,
        partstat: participation(attendee)?,
    })
}

/// What is to be done with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// It is the newest word of the person invited.
    Keep,
    /// It changes nothing.
    Ignore(Ignored),
}

/// Why a reply changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// It speaks for somebody else: never X for Y.
    AnotherPerson,
    /// It answers an invite that has been changed since.
    EarlierInvite,
    /// It answers an invite that was never sent.
    UnknownInvite,
    /// A newer reply is already kept.
    Older,
    /// It is already kept.
    Repeated,
}

/// Judges a reply against the invite it names and the last reply kept for it, SEQUENCE first, then DTSTAMP
/// (RFC 5546 §2.1.5).
#[must_use]
pub fn judge_reply(
    invited_address: &str,
    last_kept: Option<(i32, DateTime<Utc>)>,
    current_sequence: i32,
    reply: &Reply,
) -> Judgement {
    use std::cmp::Ordering;

    if reply.attendee.trim().to_lowercase() != invited_address.trim().to_lowercase() {
        return Judgement::Ignore(Ignored::AnotherPerson);
    }
    match reply.sequence.cmp(&current_sequence) {
        Ordering::Less => return Judgement::Ignore(Ignored::EarlierInvite),
        Ordering::Greater => return Judgement::Ignore(Ignored::UnknownInvite),
        Ordering::Equal => {}
    }
    match last_kept.map(|kept| (reply.sequence, reply.dtstamp).cmp(&kept)) {
        Some(Ordering::Less) => Judgement::Ignore(Ignored::Older),
        Some(Ordering::Equal) => Judgement::Ignore(Ignored::Repeated),
        Some(Ordering::Greater) | None => Judgement::Keep,
    }
}

fn answered(calendar: &IcalCalendar) -> Result<&IcalEvent, ReplyError> {
    match value(&calendar.properties, "METHOD") {
        Ok(method) if method.trim().eq_ignore_ascii_case("REPLY") => {}
        Ok(method) => return Err(ReplyError::NotAReply(method.to_owned())),
        Err(_) => return Err(ReplyError::NotAReply("missing".into())),
    }
    match calendar.events.as_slice() {
        [event] => Ok(event),
        events => Err(ReplyError::Events(events.len())),
    }
}

fn named<'a>(properties: &'a [Property], name: &'a str) -> impl Iterator<Item = &'a Property> {
    properties.iter().filter(move |property| property.name.eq_ignore_ascii_case(name))
}

fn value<'a>(properties: &'a [Property], name: &'static str) -> Result<&'a str, ReplyError> {
    named(properties, name)
        .find_map(|property| property.value.as_deref())
        .filter(|value| !value.trim().is_empty())
        .ok_or(ReplyError::Missing(name))
}

fn sequence(properties: &[Property]) -> Result<i32, ReplyError> {
    match value(properties, "SEQUENCE") {
        // RFC 5545 §3.8.7.4: where it is absent it is 0.
        Err(_) => Ok(0),
        Ok(number) => number
            .trim()
            .parse()
            .ok()
            .filter(|sequence| *sequence >= 0)
            .ok_or_else(|| ReplyError::Malformed { property: "SEQUENCE", value: number.to_owned() }),
    }
}

fn dtstamp(value: &str) -> Result<DateTime<Utc>, ReplyError> {
    NaiveDateTime::parse_from_str(value.trim(), "%Y%m%dT%H%M%SZ")
        .map(|at| at.and_utc())
        .map_err(|_| ReplyError::Malformed { property: "DTSTAMP", value: value.to_owned() })
}

fn mail_address(attendee: &Property) -> Result<String, ReplyError> {
    let value = attendee.value.as_deref().unwrap_or_default().trim();
    let malformed = || ReplyError::Malformed { property: "ATTENDEE", value: value.to_owned() };
    let (scheme, address) = value.split_once(':').ok_or_else(malformed)?;
    if scheme.eq_ignore_ascii_case("mailto") && address.contains('@') {
        Ok(address.trim().to_owned())
    } else {
        Err(malformed())
    }
}

fn participation(attendee: &Property) -> Result<Participation, ReplyError> {
    let word = attendee
        .params
        .iter()
        .flatten()
        .find(|(name, _)| name.eq_ignore_ascii_case("PARTSTAT"))
        .and_then(|(_, values)| values.first())
        .map(|word| word.trim().to_ascii_uppercase());
    match word.as_deref() {
        Some("ACCEPTED") => Ok(Participation::Accepted),
        Some("DECLINED") => Ok(Participation::Declined),
        Some("TENTATIVE") => Ok(Participation::Tentative),
        Some("DELEGATED") => Ok(Participation::Delegated),
        // RFC 5545 §3.2.12: where it is absent it is NEEDS-ACTION.
        Some("NEEDS-ACTION") | None => Ok(Participation::NeedsAction),
        Some(other) => Err(ReplyError::Malformed { property: "PARTSTAT", value: other.to_owned() }),
    }
}

/// Undoes the escapes of TEXT (RFC 5545 §3.3.11).
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.trim().chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(escaped) => out.push(escaped),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}
