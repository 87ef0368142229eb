//! When a membership counts: the one predicate for it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::London;
use diesel::{dsl::auto_type, prelude::*};

use crate::store::schema::memberships;

/// The day it is in London, by which memberships begin and end.
pub(in crate::store) fn london_day(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&London).date_naive()
}

/// The membership holds on this London day: begun, and not over before it.
#[auto_type(no_type_alias)]
pub(in crate::store) fn holds_on(day: NaiveDate) -> _ {
    (memberships::from_on.is_null().or(memberships::from_on.le(day)))
        .and(memberships::to_on.is_null().or(memberships::to_on.ge(day)))
}

/// The membership is not over before this London day; it may begin later.
#[auto_type(no_type_alias)]
pub(in crate::store) fn not_over_on(day: NaiveDate) -> _ {
    memberships::to_on.is_null().or(memberships::to_on.ge(day))
}
