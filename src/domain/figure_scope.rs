//! Whose figures somebody sees.

use std::collections::HashSet;

use super::{
    figures::{Facts, SessionFact},
    ids::{OrganisationId, PersonId},
};

/// Whose bookings somebody sees the figures of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Everybody's.
    pub everything: bool,
    /// Those made under these organisations: indices of [`Facts::organisations`].
    pub organisations: HashSet<u32>,
    /// Those of these people: indices of [`Facts::people`].
    pub people: HashSet<u32>,
    /// Those on sessions that this trainer runs.
    pub trainer: Option<PersonId>,
}

impl Scope {
    /// Everybody's.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Those made under these organisations, and those of these people.
    #[must_use]
    pub fn of(facts: &Facts, organisations: &[OrganisationId], people: &[PersonId]) -> Self {
        Self {
            organisations: organisations
                .iter()
                .filter_map(|of| facts.organisation_at.get(of).copied())
                .collect(),
            people: people.iter().filter_map(|of| facts.person_at.get(of).copied()).collect(),
            ..Self::default()
        }
    }

    /// Whether the session as a whole is within it.
    #[must_use]
    pub fn has_session(&self, session: &SessionFact) -> bool {
        self.everything || self.trainer.is_some_and(|trainer| session.trainers.contains(&trainer))
    }

    /// Whether a booking is within it, on a session that is not as a whole.
    #[must_use]
    pub fn has(&self, person: u32, organisation: u32) -> bool {
        self.everything || self.organisations.contains(&organisation) || self.people.contains(&person)
    }
}
