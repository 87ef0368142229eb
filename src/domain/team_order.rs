//! In what order somebody's people stand, and which of them: by what they have not done, and by what comes next.

use chrono::{DateTime, Utc};

use super::{own_steps::Step, words::words};

words! {
    /// In what order.
    TeamOrder {
        /// By name.
        Name = "name",
        /// By organisation, those of none at the end.
        Organisation = "organisation",
        /// By the step that can be booked next and its first date, those who can book none at the end.
        Next = "next",
    }
}

/// What somebody's place in the order depends on; names are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorted {
    /// Their name.
    pub name: String,
    /// Where they belong.
    pub organisation: Option<String>,
    /// The ladder and the step of it that they can book next, and when its first date begins.
    pub next: Option<(usize, usize, DateTime<Utc>)>,
}

/// The people in order; of two that are alike in what counts, the one first by name comes first.
#[must_use]
pub fn in_order<T>(mut people: Vec<(Sorted, T)>, order: TeamOrder) -> Vec<T> {
    people.sort_by(|(one, _), (other, _)| {
        let first = match order {
            TeamOrder::Name => std::cmp::Ordering::Equal,
            TeamOrder::Organisation => missing_last(one.organisation.as_ref(), other.organisation.as_ref()),
            TeamOrder::Next => missing_last(one.next.as_ref(), other.next.as_ref()),
        };
        first.then_with(|| one.name.cmp(&other.name))
    });
    people.into_iter().map(|(_, person)| person).collect()
}

fn missing_last<T: Ord>(one: Option<&T>, other: Option<&T>) -> std::cmp::Ordering {
    (one.is_none(), one).cmp(&(other.is_none(), other))
}

/// Whether a step has been done: completed, though it may be booked again, or other training stands for it.
#[must_use]
pub const fn is_done(step: &Step) -> bool {
    matches!(step, Step::Done(_) | Step::CountedBy(_) | Step::Has { before: Some(_), .. })
}
