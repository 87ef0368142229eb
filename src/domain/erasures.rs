//! Erasing what is held about a person: when it is done, how far it can be put off, and taking a name out of words.

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::words::words;

/// How long somebody who asked for it can still change their mind.
pub const WAIT: TimeDelta = TimeDelta::days(7);
/// What stands for a name once it is erased.
pub const NO_NAME: &str = "Name removed";
/// What stands for a name that stood within somebody's words.
const NAME_WITHIN: &str = "[name removed]";
/// What stands for an address that stood within somebody's words.
const ADDRESS_WITHIN: &str = "[address removed]";
/// The longest reason for putting an erasure off, or for erasing at once, in characters.
pub const LONGEST_REASON: usize = 500;

words! {
    /// Why a person's data is erased.
    ErasureCause {
        /// The person asked for it.
        Asked = "asked",
        /// The record was not used for too long.
        Unused = "unused",
        /// A coordinator decided it.
        Decided = "decided",
    }
}

/// The last moment to which an erasure that was first due then can be put off: a month later.
#[must_use]
pub fn latest(first_due_at: DateTime<Utc>) -> DateTime<Utc> {
    first_due_at.checked_add_months(Months::new(1)).unwrap_or(first_due_at)
}

/// By what somebody is known: what has to go from wherever it stands.
#[derive(Debug, Clone, Default)]
pub struct KnownAs {
    names: Vec<String>,
    addresses: Vec<String>,
}

impl KnownAs {
    /// Takes names and addresses; what is empty names nobody.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = String>, addresses: impl IntoIterator<Item = String>) -> Self {
        let distinct = |all: &mut dyn Iterator<Item = String>| {
            let mut kept: Vec<String> = Vec::new();
            for one in all {
                let one = one.trim().to_owned();
                if one.chars().count() > 1 && one != NO_NAME && !kept.contains(&one) {
                    kept.push(one);
                }
            }
            // The longest first: "Ada May Lovelace" is taken out before "Ada May".
            kept.sort_by_key(|one| std::cmp::Reverse(one.len()));
            kept
        };
        Self { names: distinct(&mut names.into_iter()), addresses: distinct(&mut addresses.into_iter()) }
    }

    /// The same without names that somebody else goes by too: within words they may mean the other one.
    #[must_use]
    pub fn without_names(mut self, shared: &[String]) -> Self {
        self.names.retain(|name| !shared.contains(name));
        self
    }

    /// The names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Patterns for LIKE that find at least every text in which one of them stands: what is no plain letter of ASCII
    /// matches anything, since databases fold others differently.
    pub fn patterns(&self) -> impl Iterator<Item = String> + '_ {
        self.names.iter().chain(&self.addresses).map(|known| {
            let plain = |c: char| match c {
                'A'..='Z' => c.to_ascii_lowercase(),
                'a'..='z' | '0'..='9' | ' ' | '@' | '.' | '-' => c,
                _ => '_',
            };
            format!("%{}%", known.chars().map(plain).collect::<String>())
        })
    }

    /// The text without them; none if none of them stands in it.
    #[must_use]
    pub fn taken_out_of(&self, text: &str) -> Option<String> {
        let mut left = text.to_owned();
        for address in &self.addresses {
            // Part of a longer address is somebody else's.
            left = replaced(&left, address, ADDRESS_WITHIN, (false, &['.', '-', '_', '+']));
        }
        for name in &self.names {
            // One word alone may be any word: only as the name is written is it the name.
            left = replaced(&left, name, NAME_WITHIN, (!name.contains(' '), &[]));
        }
        (left != text).then_some(left)
    }
}

/// Every occurrence of `what` as whole words replaced; in any case unless it has to be as written. `joins`: what, standing
/// before it, makes it part of something longer.
fn replaced(text: &str, what: &str, by: &str, (as_written, joins): (bool, &[char])) -> String {
    let fold = |c: char| if as_written { c } else { c.to_lowercase().next().unwrap_or(c) };
    let (text, what): (Vec<char>, Vec<char>) = (text.chars().collect(), what.chars().map(fold).collect());
    let whole = |at: usize| {
        let (before, after) = (at.checked_sub(1).and_then(|at| text.get(at)), text.get(at + what.len()));
        !before.is_some_and(|c| c.is_alphanumeric() || joins.contains(c))
            && !after.is_some_and(|c| c.is_alphanumeric())
    };
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let here = text[at..].iter().map(|c| fold(*c)).take(what.len()).eq(what.iter().copied());
        if here && whole(at) {
            left.push_str(by);
            at += what.len();
        } else {
            left.push(text[at]);
            at += 1;
        }
    }
    left
}
