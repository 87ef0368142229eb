//! How an organisation stands over the years: trained as a whole, supported now, joining next.

use chrono::{Months, NaiveDate};

use super::words::CommissionState;

/// What is known of an organisation's way with us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationWay {
    /// When it was trained as a whole, once for each course; none where nobody knows the day.
    pub trained: Vec<Option<NaiveDate>>,
    /// Requests for training of theirs: how each stands, and whether its first date has begun.
    pub requests: Vec<(CommissionState, bool)>,
    /// Cohorts they were invited to.
    pub invited: Vec<Invited>,
    /// Days of dates that were held for them.
    pub dates: Vec<NaiveDate>,
}

/// A cohort that an organisation was invited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invited {
    /// They said yes.
    pub accepted: bool,
    /// The day of its first date.
    pub begins: NaiveDate,
    /// The day of its last date.
    pub ends: NaiveDate,
}

impl OrganisationWay {
    /// Whether it is trained as a whole.
    #[must_use]
    pub fn is_trained(&self) -> bool {
        !self.trained.is_empty()
    }

    /// The first year known in which it was trained as a whole.
    #[must_use]
    pub fn first_trained(&self) -> Option<NaiveDate> {
        self.trained.iter().flatten().min().copied()
    }

    /// Whether it is supported on a day: a member of a running cohort, with an open request, or with a date of its own
    /// within the twelve months before.
    #[must_use]
    pub fn supported_on(&self, today: NaiveDate) -> bool {
        let since = today.checked_sub_months(Months::new(12)).unwrap_or(today);
        self.invited.iter().any(|to| to.accepted && (to.begins..=to.ends).contains(&today))
            || self.requests.iter().any(|(state, _)| is_open(*state))
            || self.dates.iter().any(|on| (since..=today).contains(on))
    }

    /// Whether it joins next: invited to a cohort that has not begun, or agreed to a request that has not.
    #[must_use]
    pub fn joins_after(&self, today: NaiveDate) -> bool {
        self.invited.iter().any(|to| to.begins > today)
            || self.requests.iter().any(|(state, begun)| {
                !begun && matches!(state, CommissionState::Agreed | CommissionState::Scheduled)
            })
    }
}

/// Whether a request waits for something that has not been given yet.
const fn is_open(state: CommissionState) -> bool {
    matches!(
        state,
        CommissionState::Enquiry
            | CommissionState::Proposed
            | CommissionState::Agreed
            | CommissionState::Scheduled
    )
}
