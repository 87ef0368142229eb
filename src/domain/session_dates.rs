//! The dates of a session as a coordinator sets and changes them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{
    ids::DateId,
    input::{FieldError, FieldErrors},
    sessions::{DateInput, MAX_DATES, Span},
};

/// Checks the dates of a new session and puts them in order. Ids are not looked at.
///
/// # Errors
/// Every broken rule.
pub fn plan_new_dates(requested: &[DateInput], now: DateTime<Utc>) -> Result<Vec<Span>, Vec<FieldError>> {
    let fresh: Vec<DateInput> = requested.iter().map(|date| DateInput { id: None, ..*date }).collect();
    plan_date_changes(&[], &fresh, now).map(|changes| changes.added)
}

/// What a change of dates comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateChanges {
    /// Dates that stay as they are.
    pub kept: Vec<DateId>,
    /// Dates that keep their id, and with it the calendar entries' UID, at another time.
    pub moved: Vec<(DateId, Span)>,
    /// New dates, in order.
    pub added: Vec<Span>,
    /// Dates called off.
    pub cancelled: Vec<DateId>,
    /// All dates that stand from now on, in order.
    pub all: Vec<Span>,
}

impl DateChanges {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.moved.is_empty() && self.added.is_empty() && self.cancelled.is_empty()
    }
}

/// Plans a change of dates: an entry with an id keeps or moves that date, one without is new, a date left out is
/// called off. What has started already can be neither moved nor left out.
///
/// # Errors
/// Every broken rule.
pub fn plan_date_changes(
    existing: &[(DateId, Span)],
    requested: &[DateInput],
    now: DateTime<Utc>,
) -> Result<DateChanges, Vec<FieldError>> {
    plan(existing, requested, now, |was| was.starts_at <= now)
}

/// Plans a change of a draft's dates: nobody was told them, so one that has passed can be moved or left out as well.
///
/// # Errors
/// Every broken rule.
pub fn plan_draft_changes(
    existing: &[(DateId, Span)],
    requested: &[DateInput],
    now: DateTime<Utc>,
) -> Result<DateChanges, Vec<FieldError>> {
    plan(existing, requested, now, |_| false)
}

fn plan(
    existing: &[(DateId, Span)],
    requested: &[DateInput],
    now: DateTime<Utc>,
    stands_fast: impl Fn(&Span) -> bool,
) -> Result<DateChanges, Vec<FieldError>> {
    let mut errors = FieldErrors::new();
    if requested.is_empty() {
        errors.add("dates", "Give at least one date.");
    }
    if requested.len() > MAX_DATES {
        errors.add("dates", format!("A session can have at most {MAX_DATES} dates."));
        return Err(errors.into_vec());
    }
    let known: HashMap<DateId, Span> = existing.iter().copied().collect();
    let mut named = HashSet::new();
    let mut changes = DateChanges::default();
    for (index, date) in requested.iter().enumerate() {
        let span = date.span();
        let Some(id) = date.id else {
            date.check(index, false, now, &mut errors);
            changes.added.push(span);
            continue;
        };
        let field = format!("dates[{index}].id");
        let Some(was) = known.get(&id) else {
            errors.add(field, "This session has no date with this id.");
            continue;
        };
        if !named.insert(id) {
            errors.add(field, "This date is named twice.");
            continue;
        }
        if *was == span {
            changes.kept.push(id);
            continue;
        }
        if stands_fast(was) {
            errors.add(field, "This date has started already and cannot be moved.");
            continue;
        }
        date.check(index, false, now, &mut errors);
        changes.moved.push((id, span));
    }
    for (id, was) in existing.iter().filter(|(id, _)| !named.contains(id)) {
        if stands_fast(was) {
            errors.add("dates", "A date that has started already cannot be left out.");
        }
        changes.cancelled.push(*id);
    }
    overlaps(requested, &mut errors);
    changes.added.sort_unstable();
    changes.all = requested.iter().map(|date| date.span()).collect();
    changes.all.sort_unstable();
    errors.finish(changes)
}

/// The dates of somebody's other booking that a change of dates brings into collision: they share time with a date after
/// it, and shared none with the dates before.
#[must_use]
pub fn new_clashes(before: &[Span], after: &[Span], other: &[Span]) -> Vec<Span> {
    let shares = |with: &[Span], date: &Span| with.iter().any(|against| date.overlaps(*against));
    other.iter().filter(|date| shares(after, date) && !shares(before, date)).copied().collect()
}

fn overlaps(requested: &[DateInput], errors: &mut FieldErrors) {
    let mut in_order: Vec<(usize, Span)> = requested.iter().map(|date| date.span()).enumerate().collect();
    in_order.sort_unstable_by_key(|(index, span)| (*span, *index));
    for pair in in_order.windows(2) {
        if let [(_, before), (index, after)] = pair
            && before.overlaps(*after)
        {
            errors.add(
                format!("dates[{index}].starts_at"),
                "This date overlaps with another one of the session.",
            );
        }
    }
}
