//! Whom of those booked a joiner of the meeting is: known by an address, proposed by a name, or unknown.
//!
//! A name alone never marks anybody: programs show what people type, and two people may have one name. So a name makes
//! a proposal with its reason, which a person confirms.

use std::collections::{HashMap, HashSet};

use super::{
    ids::BookingId,
    joiners::Joiner,
    name_likeness::{names_differ, words},
    people::fold,
    words::ReportMatch,
};

/// Somebody booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Their booking.
    pub booking: BookingId,
    /// Their name.
    pub name: String,
    /// Every address that is known to be theirs, folded.
    pub addresses: Vec<String>,
    /// Addresses somebody else gave for them, which they never confirmed, folded.
    pub unconfirmed: Vec<String>,
}

/// Somebody who is there without being booked: a trainer, or who waited for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Their name.
    pub name: String,
    /// Every address that is known to be theirs, folded.
    pub addresses: Vec<String>,
}

/// Somebody whom a joiner may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Their booking.
    pub booking: BookingId,
    /// What speaks for it.
    pub because: String,
}

/// What is known of a joiner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// How.
    pub how: ReportMatch,
    /// Whose it is: known, or proposed.
    pub booking: Option<BookingId>,
    /// Whom they may be, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What else is worth knowing, in a sentence.
    pub note: Option<&'static str>,
}

/// Why a joiner is nobody to be marked.
pub const NOTE_TAKER: &str = "takes notes, and is nobody";
/// The same of a trainer.
pub const TRAINER: &str = "is a trainer of this date";

/// Words of programs that join to take notes.
const NOTE_TAKERS: [&str; 13] = [
    "notetaker",
    "note taker",
    "note-taker",
    "otter.ai",
    "otterpilot",
    "fireflies",
    "read.ai",
    "meeting notes",
    "meetgeek",
    "tl;dv",
    "sembly",
    "fathom",
    "ai companion",
];

/// Words of devices, which are no names.
const DEVICES: [&str; 22] = [
    "iphone",
    "ipad",
    "ipod",
    "phone",
    "mobile",
    "galaxy",
    "android",
    "laptop",
    "pc",
    "macbook",
    "mac",
    "imac",
    "tablet",
    "desktop",
    "samsung",
    "huawei",
    "pixel",
    "chromebook",
    "surface",
    "computer",
    "pro",
    "air",
];

/// Whether a joiner is a program that takes notes.
#[must_use]
pub fn takes_notes(joiner: &Joiner) -> bool {
    let name = fold(&joiner.name);
    NOTE_TAKERS.iter().any(|words| name.contains(words))
}

/// Whether a joiner is one of these, by address, or by name where nobody booked has the same.
#[must_use]
pub fn is_one_of(joiner: &Joiner, others: &[Other], expected: &[Expected]) -> bool {
    let by_address = |other: &Other| {
        joiner.email.as_ref().is_some_and(|email| other.addresses.contains(&email.to_lowercase()))
    };
    let same = |name: &str| !words(&joiner.name).is_empty() && !names_differ(&joiner.name, name);
    others.iter().any(by_address)
        || (others.iter().any(|other| same(&other.name)) && !expected.iter().any(|booked| same(&booked.name)))
}

/// Matches every joiner, in their order.
#[must_use]
pub fn match_all(joiners: &[Joiner], expected: &[Expected], waiting: &[Other]) -> Vec<Matched> {
    let mut by_address: HashMap<&str, BookingId> = HashMap::new();
    for booked in expected {
        by_address.extend(booked.addresses.iter().map(|address| (address.as_str(), booked.booking)));
    }
    let known = |joiner: &Joiner| {
        let by_link = joiner.booking.filter(|own| expected.iter().any(|booked| booked.booking == *own));
        let email = || joiner.email.as_ref().map(|email| email.to_lowercase());
        by_link.or_else(|| by_address.get(email()?.as_str()).copied())
    };
    let seen: HashSet<BookingId> = joiners.iter().filter_map(known).collect();
    // A name that stands twice with different addresses is of two people: it is proposed for nobody.
    let mut names: HashMap<String, HashSet<Option<String>>> = HashMap::new();
    for joiner in joiners.iter().filter(|joiner| joiner.email.is_some() && known(joiner).is_none()) {
        names
            .entry(fold(&joiner.name))
            .or_default()
            .insert(joiner.email.as_ref().map(|email| email.to_lowercase()));
    }
    let is_twice =
        |joiner: &Joiner| names.get(&fold(&joiner.name)).is_some_and(|addresses| addresses.len() > 1);
    let book = Book::of(expected);
    joiners
        .iter()
        .map(|joiner| {
            if let Some(booking) = known(joiner) {
                return Matched {
                    how: ReportMatch::Email,
                    booking: Some(booking),
                    candidates: Vec::new(),
                    note: None,
                };
            }
            let note = note(joiner, waiting, expected);
            let candidates = candidates(joiner, &book, &seen);
            match candidates.as_slice() {
                [] => Matched { how: ReportMatch::Unknown, booking: None, candidates, note },
                [one] if !is_twice(joiner) => {
                    Matched { how: ReportMatch::Proposed, booking: Some(one.booking), candidates, note }
                }
                _ => Matched { how: ReportMatch::Ambiguous, booking: None, candidates, note },
            }
        })
        .collect()
}

/// What was decided of somebody in an earlier report of the same session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    /// The name shown in the meeting.
    pub name: String,
    /// The address, where the report had it.
    pub email: Option<String>,
    /// Whose booking they were decided to be.
    pub booking: BookingId,
}

/// Why somebody is proposed who was decided before.
pub const REMEMBERED: &str = "Decided so for an earlier report of this session.";

/// Proposes again what was decided of the same name and address before; of two decisions neither.
pub fn remember(joiners: &[Joiner], matched: &mut [Matched], decided: &[Remembered], expected: &[Expected]) {
    let is_same = |joiner: &Joiner, one: &Remembered| {
        let lower = |email: &Option<String>| email.as_ref().map(|email| email.to_lowercase());
        fold(&joiner.name) == fold(&one.name) && lower(&joiner.email) == lower(&one.email)
    };
    for (joiner, matched) in joiners.iter().zip(matched) {
        if matched.how == ReportMatch::Email {
            continue;
        }
        let bookings: HashSet<BookingId> =
            decided.iter().filter(|one| is_same(joiner, one)).map(|one| one.booking).collect();
        let only = bookings.iter().next().filter(|_| bookings.len() == 1);
        let Some(booking) = only.copied().filter(|only| expected.iter().any(|one| one.booking == *only))
        else {
            continue;
        };
        matched.how = ReportMatch::Proposed;
        matched.booking = Some(booking);
        matched.candidates = vec![Candidate { booking, because: REMEMBERED.to_owned() }];
    }
}

fn note(joiner: &Joiner, waiting: &[Other], expected: &[Expected]) -> Option<&'static str> {
    if is_phone(&joiner.name) {
        return Some("Joined by telephone.");
    }
    is_one_of(joiner, waiting, expected)
        .then_some("Had no place on this date when it began. If they came, add them as somebody who came without a booking.")
}

/// `+44 7700 900***`, `441632960961`, `Call-in User 2`.
fn is_phone(name: &str) -> bool {
    let digits = name.chars().filter(|c| c.is_ascii_digit() || matches!(c, '*' | '•')).count();
    let others = name.chars().any(char::is_alphabetic);
    (digits >= 5 && !others) || fold(name).starts_with("call-in user")
}

/// Those booked, by the words of their names.
struct Book<'e> {
    people: Vec<(&'e Expected, Vec<String>)>,
}

impl<'e> Book<'e> {
    fn of(expected: &'e [Expected]) -> Self {
        Self { people: expected.iter().map(|booked| (booked, words(&booked.name))).collect() }
    }

    /// Those whose words pass.
    fn all(&self, passes: impl Fn(&[String]) -> bool) -> Vec<&'e Expected> {
        self.people.iter().filter(|(_, words)| passes(words)).map(|(booked, _)| *booked).collect()
    }
}

/// Whom a joiner may be. Of the ways to know them the surest that knows anybody decides; whoever joined by their address
/// is met again only by their whole name.
fn candidates(joiner: &Joiner, book: &Book<'_>, seen: &HashSet<BookingId>) -> Vec<Candidate> {
    let named = std::iter::once(&joiner.name).chain(&joiner.other_names);
    let tried: Vec<(Vec<String>, &'static str)> = named
        .map(|name| (own_words(name), ""))
        .chain(joiner.email.iter().map(|email| (address_words(email), "The address reads like ")))
        .filter(|(words, _)| !words.is_empty())
        .collect();
    let to = |found: Vec<&Expected>, because: &str| -> Vec<Candidate> {
        let mut candidates: Vec<Candidate> = Vec::new();
        for booked in found {
            if candidates.iter().all(|known| known.booking != booked.booking) {
                candidates.push(Candidate { booking: booked.booking, because: because.to_owned() });
            }
        }
        candidates
    };
    if let Some(email) = joiner.email.as_ref().map(|email| email.to_lowercase()) {
        let of = |(booked, _): &&(&Expected, Vec<String>)| booked.unconfirmed.contains(&email);
        let found: Vec<&Expected> = book.people.iter().filter(of).map(|(booked, _)| *booked).collect();
        if !found.is_empty() {
            return to(found, "The address they were booked with, which they never confirmed.");
        }
    }
    for (words, from) in &tried {
        let found = book.all(|booked| words.len() > 1 && !names_differ(&words.join(" "), &booked.join(" ")));
        let because = match (from.is_empty(), found.iter().any(|booked| seen.contains(&booked.booking))) {
            (false, _) => "The address reads like the name.",
            (true, true) => {
                "The same name, and joined by their own address as well: perhaps a second device."
            }
            (true, false) => "The same name.",
        };
        if !found.is_empty() {
            return to(found, because);
        }
    }
    let unseen = |found: Vec<&'_ Expected>| -> Vec<Candidate> {
        let left = found.into_iter().filter(|booked| !seen.contains(&booked.booking)).collect();
        to(left, "")
    };
    let because = |mut candidates: Vec<Candidate>, one: &str, several: &str| {
        let because = if candidates.len() == 1 { one } else { several };
        for candidate in &mut candidates {
            because.clone_into(&mut candidate.because);
        }
        candidates
    };
    for (words, _) in tried.iter().filter(|(words, _)| words.len() > 1) {
        let found = unseen(book.all(|booked| is_similar(words, booked)));
        if !found.is_empty() {
            return because(
                found,
                "The same surname, and a similar first name.",
                "The same surname, and a similar first name.",
            );
        }
    }
    for (words, _) in tried.iter().filter(|(words, from)| words.len() == 1 && from.is_empty()) {
        let word = &words[0];
        // The only one of a first name is so among all on the date, whoever was seen already.
        let all = book.all(|booked| booked.first() == Some(word));
        let found = if all.len() == 1 { unseen(all) } else { to(all, "") };
        if !found.is_empty() {
            return because(
                found,
                "The only one of that first name on this date.",
                "One of those with that first name on this date.",
            );
        }
        let all = book.all(|booked| booked.len() > 1 && booked.last() == Some(word));
        let found = if all.len() == 1 { unseen(all) } else { to(all, "") };
        if !found.is_empty() {
            return because(
                found,
                "The only one of that surname on this date.",
                "One of those with that surname on this date.",
            );
        }
    }
    Vec::new()
}

/// The words of a name without those of a device: `Ana's iPad (2)` is Ana.
fn own_words(name: &str) -> Vec<String> {
    let name = name.replace("'s ", " ").replace("\u{2019}s ", " ");
    let mut words = words(&name);
    let all = words.len();
    words.retain(|word| !DEVICES.contains(&word.as_str()) && !word.chars().all(|c| c.is_ascii_digit()));
    // `Ana's iPhone` names Ana; `Pixel Okoro` may be a name.
    if words.is_empty() || words.len() == all {
        words
    } else {
        words.into_iter().filter(|word| word.chars().count() > 1).collect()
    }
}

/// The words before the @ of an address that has several.
fn address_words(email: &str) -> Vec<String> {
    let local = email.split('@').next().unwrap_or_default();
    let words = words(&local.replace(['.', '_', '-', '+'], " "));
    if words.len() > 1 {
        words.into_iter().filter(|word| !word.chars().all(|c| c.is_ascii_digit())).collect()
    } else {
        Vec::new()
    }
}

/// The same surname, and first names that begin alike or differ in a letter or two.
fn is_similar(one: &[String], other: &[String]) -> bool {
    let (Some(first), Some(last)) = (one.first(), one.last()) else { return false };
    let (Some(their_first), Some(their_last)) = (other.first(), other.last()) else { return false };
    if other.len() < 2 || last != their_last {
        return false;
    }
    let shared = first.chars().zip(their_first.chars()).take_while(|(a, b)| a == b).count();
    let shorter = first.chars().count().min(their_first.chars().count());
    shared >= 3 || shared == shorter || distance_is_at_most_two(first, their_first) && shorter > 3
}

/// Whether at most two letters were put in, left out or changed.
fn distance_is_at_most_two(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().is_some_and(|distance| *distance <= 2)
}
