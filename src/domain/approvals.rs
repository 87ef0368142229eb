//! The manager's yes: when it is asked for, and who is asked as time goes by.
//!
//! Nobody is stuck for having no manager: a step without anybody to ask is passed over at once.

use chrono::{DateTime, Utc};

use super::{words::words, working_days::deadline_after};

/// Working days each of the first two has for an answer.
pub const DAYS_TO_ANSWER: u32 = 3;

/// The reminder goes out at the end of this working day.
pub const DAYS_TO_REMINDER: u32 = 2;

words! {
    /// Who can say yes.
    Approver {
        /// The person's line manager.
        Manager = "manager",
        /// A lead of the organisation the booking is made under.
        Lead = "lead",
        /// The coordinators, who decide or let it lapse.
        Coordinators = "coordinator",
    }
}

/// Whether a booking waits for a yes: the course or the organisation asks for one, and whoever makes the booking could
/// not give it themselves.
#[must_use]
pub const fn needed(course_asks: bool, organisation_asks: bool, booker_could_approve: bool) -> bool {
    (course_asks || organisation_asks) && !booker_could_approve
}

/// The facts about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestFacts {
    /// When it was made.
    pub requested_at: DateTime<Utc>,
    /// The person has a line manager who can answer.
    pub has_manager: bool,
    /// The organisation has a lead, other than the person, who can answer.
    pub has_lead: bool,
}

/// Who is asked at a moment, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Whose answer is waited for.
    pub approver: Approver,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When they are reminded, once; coordinators find it on their work board instead.
    pub remind_at: Option<DateTime<Utc>>,
    /// When it goes on to the next; coordinators have until the first date starts.
    pub until: Option<DateTime<Utc>>,
}

impl Asked {
    /// Whether the one reminder should go out now.
    #[must_use]
    pub fn reminder_due(&self, now: DateTime<Utc>, reminded_at: Option<DateTime<Utc>>) -> bool {
        let reminded = reminded_at.is_some_and(|at| at >= self.since);
        !reminded && self.remind_at.is_some_and(|due| due <= now)
    }
}

/// Who is asked at `now`.
#[must_use]
pub fn asked(facts: RequestFacts, now: DateTime<Utc>) -> Asked {
    let mut since = facts.requested_at;
    for (approver, there) in [(Approver::Manager, facts.has_manager), (Approver::Lead, facts.has_lead)] {
        if !there {
            continue;
        }
        let until = deadline_after(since, DAYS_TO_ANSWER);
        if now < until {
            let remind_at = Some(deadline_after(since, DAYS_TO_REMINDER));
            return Asked { approver, since, remind_at, until: Some(until) };
        }
        since = until;
    }
    Asked { approver: Approver::Coordinators, since, remind_at: None, until: None }
}
