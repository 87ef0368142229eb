//! Short ways to write facts down in tables.

use chrono::{DateTime, NaiveDate, Utc};
use training_ladder::domain::{ids::Id, sessions::Span};
use uuid::Uuid;

pub fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// A moment, as `2027-01-12 10:00` in UTC.
pub fn at(text: &str) -> DateTime<Utc> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc()
}

/// A day, as `2027-01-12`.
pub fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A date from `2027-01-12 10:00` lasting so many minutes.
pub fn span(start: &str, minutes: i64) -> Span {
    Span { starts_at: at(start), ends_at: at(start) + chrono::TimeDelta::minutes(minutes) }
}
