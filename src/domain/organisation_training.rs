//! When an organisation counts as trained by a session: by one it commissioned, and by an open date only where the
//! course says so.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::ids::OrganisationId;

/// For whom a session was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldFor {
    /// The organisation that commissioned it; `None` where somebody asked for no organisation.
    Commission(Option<OrganisationId>),
    /// Whoever booked.
    Anybody,
}

/// What a course says about training organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trains {
    /// A commissioned session trains the organisation.
    pub by_commission: bool,
    /// From how many confirmed members on an open date; `None`: never.
    pub from: Option<i32>,
}

/// Somebody who completed the course at a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completed {
    /// The organisation under which they came.
    pub organisation: Option<OrganisationId>,
    /// Their membership of it is confirmed.
    pub confirmed_member: bool,
    /// The day.
    pub on: NaiveDate,
}

/// The organisations that count as trained by a session, each with the day.
#[must_use]
pub fn trained_by(
    held_for: HeldFor,
    trains: Trains,
    completed: &[Completed],
) -> Vec<(OrganisationId, NaiveDate)> {
    match held_for {
        HeldFor::Commission(organisation) => {
            let last = completed.iter().map(|one| one.on).max();
            organisation.filter(|_| trains.by_commission).zip(last).into_iter().collect()
        }
        HeldFor::Anybody => {
            let Some(from) = trains.from.and_then(|from| usize::try_from(from).ok()) else {
                return Vec::new();
            };
            let mut came: BTreeMap<OrganisationId, Vec<NaiveDate>> = BTreeMap::new();
            for one in completed.iter().filter(|one| one.confirmed_member) {
                if let Some(organisation) = one.organisation {
                    came.entry(organisation).or_default().push(one.on);
                }
            }
            came.retain(|_, days| days.len() >= from);
            came.into_iter().filter_map(|(id, days)| Some((id, days.into_iter().max()?))).collect()
        }
    }
}
