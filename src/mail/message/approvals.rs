//! Mails around the manager's yes.

use serde::{Deserialize, Serialize};

use super::facts::{BookingRef, Moment, NextDate, Page, Place, SessionFacts};

/// To the delegate: the place is held while someone is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// What they asked for.
    pub session: SessionFacts,
    /// The booking.
    pub booking: BookingRef,
    /// Who is asked.
    pub asked: String,
    /// Until when they can answer before the question goes on to somebody else.
    pub answer_by: Moment,
    /// Who asked for the place, when it was not the reader.
    pub requested_by: Option<String>,
}

/// Why somebody is asked for a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// They manage the person.
    Manager,
    /// They lead the person's organisation, and the manager has not answered or there is none.
    Lead,
    /// They run the training offer, and nobody before them has answered.
    Coordinator,
}

/// To whoever may say yes: somebody asks for a place. The same facts make the reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalWanted {
    /// Who wants the place.
    pub person: String,
    /// The organisation they book under.
    pub organisation: Option<String>,
    /// What they ask for.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Why the reader is asked.
    pub approver: Approver,
    /// Why anyone is asked, as one sentence: "This course asks for a manager's yes."
    pub because: String,
    /// What the delegate wrote.
    pub note: Option<String>,
    /// Until when the reader can answer.
    pub answer_by: Moment,
    /// Where to answer.
    pub answer_page: Page,
}

/// To the delegate: the answer is yes; carries the invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Who said yes.
    pub approved_by: String,
    /// The place.
    pub place: Place,
}

/// To the delegate: the answer is no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// What they asked for.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Who said no.
    pub declined_by: String,
    /// Their reason.
    pub reason: String,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The reader's ladder.
    pub ladder_page: Page,
}

/// To the delegate: nobody answered, and the place is no longer held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalLapsed {
    /// What they asked for.
    pub session: SessionFacts,
    /// The booking's reference.
    pub reference: String,
    /// Further dates of the course.
    pub next_dates: Vec<NextDate>,
    /// The course's page.
    pub course_page: Page,
}
