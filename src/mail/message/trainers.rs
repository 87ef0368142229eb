//! Mails to those who run a session: asked to run it, changed, taken off, called off; and its register, once it is over.

use serde::{Deserialize, Serialize};

use super::facts::{DateFacts, Joining, Page, SessionFacts, When};

/// You are asked to run a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSession {
    /// What and when.
    pub session: SessionFacts,
    /// Who asks; `None` when the reader put themselves down.
    pub asked_by: Option<String>,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// Who is coming.
    pub roster_page: Page,
}

/// One more date the reader runs; travels with its invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDate {
    /// The date.
    pub date: DateFacts,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// Who is coming.
    pub roster_page: Page,
}

/// A date the reader runs has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDateChanged {
    /// The date as it is from now on.
    pub date: DateFacts,
    /// When it was, if that changed.
    pub when_before: Option<When>,
    /// Where it was, if that changed.
    pub location_before: Option<String>,
    /// Whether the joining details are others.
    pub joining_changed: bool,
    /// How to join, once known.
    pub joining: Option<Joining>,
    /// Whether joining details are still to come.
    pub joining_follows: bool,
    /// Who is coming.
    pub roster_page: Page,
}

/// One date is no longer the reader's to run; takes it out of their calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunDateOff {
    /// The date.
    pub date: DateFacts,
    /// Why, as a sentence.
    pub because: String,
}

/// Somebody else runs the session, or nobody yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunEnded {
    /// What it was.
    pub session: SessionFacts,
    /// Who decided it; `None` when the reader did.
    pub ended_by: Option<String>,
}

/// The session the reader was to run is called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunCalledOff {
    /// What is called off.
    pub session: SessionFacts,
    /// Why, in the coordinator's words.
    pub reason: String,
}

/// A session is over and its attendance is not finished: to those who run it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterWanted {
    /// What is over.
    pub session: SessionFacts,
    /// How many people wait for their result.
    pub waiting: u32,
    /// Whether it was asked for before.
    pub again: bool,
    /// Where to finish it.
    pub register_page: Page,
}

/// A session has been over for long and its attendance is still not finished: to the coordinators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterOverdue {
    /// What is over; without trainers when nobody runs it.
    pub session: SessionFacts,
    /// How many people wait for their result.
    pub waiting: u32,
    /// Whether those who run it were asked.
    pub asked: bool,
    /// Where to finish it.
    pub register_page: Page,
}
