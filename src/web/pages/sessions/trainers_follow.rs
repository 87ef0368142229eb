//! What a change to a date means for those who run it, said before it is saved.

use crate::{
    domain::{booking_states::active, grammar::listed, ids::PersonId},
    store::read::registers::rosters::RosterView,
};

/// What is said, and how many people are mailed.
pub struct TrainersFollow {
    /// A sentence each.
    pub lines: Vec<String>,
    /// How many of those who run it, or are to, are mailed.
    pub mailed: i64,
}

/// What follows for them: `runs` run the date now, `wanted` from the change on, unless nothing is said of it; `known` are
/// their names; `changed` is what else changes about the date.
#[must_use]
pub fn trainers_follow(
    roster: &RosterView,
    (runs, wanted): (&[PersonId], Option<&[PersonId]>),
    known: &[(PersonId, String)],
    changed: &[&str],
) -> TrainersFollow {
    let wanted = wanted.unwrap_or(runs);
    let called = |id: &PersonId| known.iter().find(|(known, _)| known == id).map(|(_, name)| name.as_str());
    let names = |ids: Vec<&PersonId>| ids.into_iter().filter_map(called).collect::<Vec<&str>>();
    let new: Vec<&PersonId> = wanted.iter().filter(|id| !runs.contains(id)).collect();
    let gone: Vec<&PersonId> = runs.iter().filter(|id| !wanted.contains(id)).collect();
    let stay: Vec<&PersonId> = wanted.iter().filter(|id| runs.contains(id)).collect();
    let mut lines = Vec::new();
    let mut mailed = new.len() + gone.len();
    if !new.is_empty() {
        lines.push(format!("Asked to run it: {}.", listed(&names(new.clone()), "and")));
    }
    if !gone.is_empty() {
        lines.push(format!("No longer to run it: {}.", listed(&names(gone), "and")));
    }
    if !stay.is_empty() && !changed.is_empty() {
        mailed += stay.len();
        let what = listed(changed, "and");
        lines.push(format!("{}, to run it: {what}.", listed(&names(stay), "and")));
    }
    let placed = roster.entries.iter().map(|entry| (entry.person.id, entry.state));
    let waiting = roster.waitlist.iter().map(|entry| (entry.person.id, entry.state));
    let booked: Vec<PersonId> =
        placed.chain(waiting).filter(|(_, state)| active(*state)).map(|(person, _)| person).collect();
    for name in names(new.into_iter().filter(|id| booked.contains(id)).collect()) {
        lines.push(format!(
            "{name} is booked on it, or waits for a place. Whoever runs a date has no place on it: theirs ends and goes \
             on to those who wait."
        ));
    }
    TrainersFollow { lines, mailed: i64::try_from(mailed).unwrap_or(i64::MAX) }
}
