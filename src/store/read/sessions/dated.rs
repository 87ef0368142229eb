//! What tells the sessions people come to from the standing session of a course that may be taken at any time: every
//! list of dates asks here.

use diesel::{dsl::Eq, prelude::*};

use crate::store::schema::sessions;

/// Whether a session has dates, so that it belongs among them.
#[must_use]
pub fn has_dates() -> Eq<sessions::on_demand, bool> {
    sessions::on_demand.eq(false)
}
