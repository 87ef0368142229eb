//! What waits for somebody: the answers that are theirs to give and the work that is theirs to finish.

use chrono::{DateTime, Utc};

/// What is waited for. Of two that press alike, the earlier here comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waited {
    /// Whether they take a place that has come up for them.
    Place,
    /// Whether they take a colleague's place.
    HandOver,
    /// Whether one of their people may come.
    Yes,
    /// Whether their organisation names people for a date.
    Invitation,
    /// What they say to a proposal.
    Proposal,
    /// Attendance of a date they ran.
    Attendance,
    /// An answer to people who say that their result is wrong.
    Dispute,
    /// Whether they support a colleague in practice.
    Support,
    /// What would keep them current in practice.
    Practice,
    /// Whether they belong to the organisation that their address points to.
    Belonging,
    /// What became of something they meant to do, whose day has come.
    Action,
}

/// How it presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressing {
    /// From this moment on it is too late.
    Until(DateTime<Utc>),
    /// It grows older from this moment on, and is never too late.
    Since(DateTime<Utc>),
}

/// Something that may wait for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter<T> {
    /// What is waited for.
    pub waited: Waited,
    /// How it presses.
    pub pressing: Pressing,
    /// What it is about.
    pub about: T,
}

/// What waits now, the most pressing first: what would be lost by waiting, the soonest in front, and then what only
/// grows older, the oldest in front. What is too late waits no more, and what has not begun does not wait yet.
#[must_use]
pub fn waiting<T>(mut matters: Vec<Matter<T>>, now: DateTime<Utc>) -> Vec<Matter<T>> {
    matters.retain(|matter| match matter.pressing {
        Pressing::Until(until) => now < until,
        Pressing::Since(since) => since <= now,
    });
    matters.sort_by_key(|matter| match matter.pressing {
        Pressing::Until(at) => (false, at, matter.waited),
        Pressing::Since(at) => (true, at, matter.waited),
    });
    matters
}
