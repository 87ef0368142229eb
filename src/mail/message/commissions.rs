//! Mails between those who ask for training and the training team, and the invitation of an organisation to a cohort.

use serde::{Deserialize, Serialize};

use super::facts::{Moment, Page, SessionFacts};

/// A request for training as mails name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFacts {
    /// What people quote.
    pub reference: String,
    /// The course, or "training for your team" while nobody has chosen one.
    pub title: String,
    /// For whose people.
    pub organisation: Option<String>,
}

/// Somebody asks for training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionAsked {
    /// Which request.
    pub request: RequestFacts,
    /// Who asks.
    pub asker: String,
    /// What is to be achieved, in their words.
    pub aims: String,
    /// About how many people; `None` while unknown.
    pub group_size: Option<i32>,
    /// The number they want to be rung on.
    pub ring: Option<String>,
    /// The request's page.
    pub page: Page,
}

/// One side writes to the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionMessage {
    /// Which request.
    pub request: RequestFacts,
    /// Who writes.
    pub from: String,
    /// What they write.
    pub says: String,
    /// The request's page.
    pub page: Page,
}

/// What we propose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionProposed {
    /// Which request.
    pub request: RequestFacts,
    /// Which version; the first is 1.
    pub version: i32,
    /// What, when, where and by whom.
    pub session: SessionFacts,
    /// What it is made of, a line a part.
    pub content: Vec<String>,
    /// "no charge", or what it costs.
    pub price: String,
    /// What is otherwise than in the version before, a sentence each; nothing in the first.
    #[serde(default)]
    pub changes: Vec<String>,
    /// A word from whoever proposes it.
    pub note: Option<String>,
    /// The request's page.
    pub page: Page,
}

/// Something happened to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionNews {
    /// Which request.
    pub request: RequestFacts,
    /// What happened, a sentence.
    pub news: String,
    /// What whoever did it wrote.
    pub says: Option<String>,
    /// Whom it is about.
    pub people: Vec<String>,
    /// The request's page.
    pub page: Page,
}

/// Its session is made and everybody is booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionScheduled {
    /// Which request.
    pub request: RequestFacts,
    /// What and when.
    pub session: SessionFacts,
    /// How many people are booked.
    pub booked: i32,
    /// How many of them have no address, and are to be told by the reader.
    pub to_be_told: i32,
    /// The request's page.
    pub page: Page,
}

/// It has taken place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionDelivered {
    /// Which request.
    pub request: RequestFacts,
    /// What and when.
    pub session: SessionFacts,
    /// How many attended.
    pub attended: i32,
    /// How many left early.
    pub left_early: i32,
    /// How many did not attend.
    pub did_not_attend: i32,
    /// How many certificates there are for people without an address, which the reader prints.
    pub to_print: i32,
    /// The page with the outcome.
    pub report_page: Page,
}

/// An organisation may name people for a cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationInvited {
    /// Which organisation.
    pub organisation: String,
    /// What and when.
    pub session: SessionFacts,
    /// How many people it may name.
    pub places: i32,
    /// Until when an answer makes sense: the first date's start.
    pub until: Moment,
    /// Where to answer.
    pub page: Page,
}
