//! How long somebody was there: the time that any of their joinings covers, counted once.

use chrono::{DateTime, Utc};

/// From when to when, the end not included.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// What these spans cover within `bounds`, in order and apart from each other. A span that ends before it begins covers
/// nothing.
#[must_use]
pub fn union(spans: &[Span], bounds: Span) -> Vec<Span> {
    let mut clipped: Vec<Span> = spans
        .iter()
        .map(|(from, to)| ((*from).max(bounds.0), (*to).min(bounds.1)))
        .filter(|(from, to)| from < to)
        .collect();
    clipped.sort_unstable();
    let mut covered: Vec<Span> = Vec::with_capacity(clipped.len());
    for (from, to) in clipped {
        match covered.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => covered.push((from, to)),
        }
    }
    covered
}

/// The whole minutes of spans that lie apart; a minute that was begun is not counted.
#[must_use]
pub fn minutes(covered: &[Span]) -> i32 {
    let seconds: i64 = covered.iter().map(|(from, to)| (*to - *from).num_seconds()).sum();
    i32::try_from(seconds / 60).unwrap_or(i32::MAX)
}
